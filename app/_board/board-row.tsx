import Link from "next/link";
import { memo } from "react";
import { sourceMeanings } from "../_parts/source-label.tsx";
import { trainingFacts } from "../_parts/training.ts";
import type { BackboneRow, MetricColumn, Score } from "./board-table.ts";
import { type ColumnScale, relativeInterval, relativeScore } from "./column-scale.ts";
import type { FactColumn } from "./fact-columns.ts";
import type { RuleColumn } from "./rule-columns.ts";
import styles from "./table.module.css";
import type { BoardView } from "./view.ts";

/** What all rows have in common. */
export interface RowSetting {
  readonly columns: readonly MetricColumn[];
  readonly scales: readonly ColumnScale[];
  readonly rules: readonly RuleColumn[];
  readonly facts: readonly FactColumn[];
  readonly scores: BoardView["scores"];
  readonly cohortId: string;
  /** null: nothing can be pinned here. */
  readonly togglePin: ((backboneId: string) => void) | null;
  /** Links of a table inside another site's page open outside of it. */
  readonly linkTarget: "_blank" | undefined;
}

interface RowProperties {
  readonly setting: RowSetting;
  readonly row: BackboneRow;
  readonly rank: number | null;
  /** Interval of the shown rank where it has one. */
  readonly rankInterval: readonly [number, number] | null;
  /** The aggregate as text; null: not ranked. */
  readonly figure: string | null;
  /** "4 of 6", where tasks that count are missing. */
  readonly done: string | null;
  /** Why it is not ranked, in words. */
  readonly reason: string;
  readonly pinned: boolean;
}

export const BoardBodyRow = memo(function BoardBodyRow({
  setting: { columns, scales, rules, facts, scores, cohortId, togglePin, linkTarget },
  row,
  rank,
  rankInterval,
  figure,
  done,
  reason,
  pinned,
}: RowProperties) {
  return (
    <tr data-pinned={pinned || undefined}>
      <td className={styles.rank}>
        {rank ?? <Nothing words="not ranked" />}
        {rankInterval && <small title="95 % interval of the rank">{range(rankInterval)}</small>}
      </td>
      <th scope="row" className={styles.name} data-training={row.training}>
        <Link href={`/backbones/${row.id}`} prefetch={false} target={linkTarget}>
          {row.label}
          <span className="visually-hidden">{`, ${trainingFacts(row.training).label.toLowerCase()}`}</span>
        </Link>
        {togglePin && (
          <button
            type="button"
            className={`${styles.pin} needs-script no-print`}
            aria-pressed={pinned}
            aria-label={`Keep ${row.label} on top`}
            title={pinned ? "Let go" : "Keep on top"}
            data-pin={row.id}
            onClick={() => togglePin(row.id)}
          />
        )}
      </th>
      <td className={styles.mean}>
        {figure ?? (
          <abbr title={`not ranked: ${reason}`}>
            {done ?? "–"}
            <span className="visually-hidden">, not ranked: {reason}</span>
          </abbr>
        )}
      </td>
      {columns.map((column, index) => (
        <ScoreCell
          key={column.id}
          score={row.scores[column.id]}
          column={column}
          scale={scales[index]}
          scores={scores}
          href={`/backbones/${row.id}#${cohortId}.${column.task}`}
          linkTarget={linkTarget}
        />
      ))}
      {rules.map(({ aggregation: { id, digits }, figures, places }) => (
        <td key={id} className={styles.rule}>
          {figures.get(row.id)?.toFixed(digits) ?? <Nothing words="not ranked" />}
          {places.get(row.id) && <i title="rank by this rule">{`#${places.get(row.id)}`}</i>}
        </td>
      ))}
      {facts.map(({ key, group, text }) => (
        <td key={key} className={group === "identity" ? styles.words : styles.fact}>
          {text(row) ?? <Nothing words="not stated" />}
        </td>
      ))}
    </tr>
  );
});

interface ScoreCellProperties extends Pick<RowSetting, "scores" | "linkTarget"> {
  readonly score: Score | undefined;
  readonly column: MetricColumn;
  readonly scale: ColumnScale | undefined;
  readonly href: string;
}

const relativeDigits = 2;

/** One text: in a long board three for each range are half of all its nodes. */
const range = ([low, high]: readonly [number, number], digits?: number) =>
  digits === undefined ? `${low}–${high}` : `${low.toFixed(digits)}–${high.toFixed(digits)}`;

function ScoreCell({ score, column, scale, scores, href, linkTarget }: ScoreCellProperties) {
  if (!score || !scale) {
    return (
      <td>
        <Nothing words="no result" />
      </td>
    );
  }
  const best = scale.count > 1 && score.value === scale.best;
  const relative = scores === "relative";
  const shown = relative ? relativeScore(score.value, scale) : score.value;
  const interval = relative && score.interval ? relativeInterval(score.interval, scale) : score.interval;
  const digits = relative ? relativeDigits : column.digits;
  return (
    <td data-source={score.source} data-best={best || undefined} data-tenths={tenths(score.value, scale)}>
      {/* A plain link: a board has thousands, and each of the router's costs an element's worth of work twice over. */}
      <a href={href} title={sourceMeanings[score.source]} target={linkTarget}>
        {shown?.toFixed(digits) ?? <Nothing words="the same as all others" />}
        {best && <span className="visually-hidden"> best</span>}
      </a>
      {interval && <small>{range(interval, digits)}</small>}
    </td>
  );
}

/** Where a value lies between the column's worst (0) and best (10); styles draw it as a line, without inline styles. */
function tenths(value: number, { best, worst }: ColumnScale): number {
  return best === worst ? 10 : Math.round((10 * (value - worst)) / (best - worst));
}

function Nothing({ words }: { words: string }) {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
