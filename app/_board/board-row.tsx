import Link from "next/link";
import { memo } from "react";
import type { Cell } from "#db/derive/board/cell.ts";
import type { RowInView } from "#db/derive/board-view/board-in-view.ts";
import { type ColumnScale, relativeInterval, relativeScore } from "#db/derive/board-view/column-scale.ts";
import { type MetricColumn, metricColumn } from "#db/derive/board-view/columns.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import type { BoardView } from "#db/derive/board-view/view.ts";
import { list } from "../_parts/format.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { sourceMeanings } from "../_parts/source-label.tsx";
import styles from "./table.module.css";
import type { TableColumns } from "./table-columns.ts";

/** What all rows have in common. */
export interface RowSetting {
  readonly columns: TableColumns;
  readonly scales: readonly ColumnScale[];
  /** How many tasks count. */
  readonly counted: number;
  readonly scores: BoardView["scores"];
  readonly cohortId: string;
  /** null: nothing can be pinned here. */
  readonly togglePin: ((backboneId: string) => void) | null;
  /** Links of a table inside another site's page open outside of it. */
  readonly linkTarget: "_blank" | undefined;
}

interface RowProperties {
  readonly setting: RowSetting;
  readonly row: RowInView;
}

export const BoardBodyRow = memo(function BoardBodyRow({ setting, row }: RowProperties) {
  const { columns, scales, scores, cohortId, linkTarget } = setting;
  const { backbone, cells, rank, rankInterval, otherFigures, otherPlaces, pinned } = row;
  const { otherPlacesWithoutOne } = row;
  return (
    <tr data-backbone={backbone.id} data-pinned={pinned || undefined}>
      <td className={styles.rank}>
        {rank ?? <Nothing words="not ranked" />}
        {rankInterval && (
          <small title="Ranks that hold for all backbones at once, with 95 % confidence">
            {range(rankInterval)}
          </small>
        )}
      </td>
      <NameCell setting={setting} row={row} />
      <FigureCell setting={setting} row={row} />
      {columns.metrics.map((column, index) => (
        <ScoreCell
          key={column.id}
          score={cells[column.id]}
          column={column}
          scale={scales[index]}
          scores={scores}
          href={`/backbones/${backbone.id}#${cohortId}.${column.task}`}
          linkTarget={linkTarget}
        />
      ))}
      {columns.rules.map(({ id, digits }) => (
        <td key={id} className={styles.rule}>
          {otherFigures?.[id]?.toFixed(digits) ?? <Nothing words="not ranked" />}
          {otherPlaces?.[id] && <i title="rank by this rule">{`#${otherPlaces[id]}`}</i>}
          <WithoutOne places={otherPlacesWithoutOne?.[id] ?? null} />
        </td>
      ))}
      {columns.facts.map(({ key, group, text }) => (
        <td key={key} className={group === "identity" ? styles.words : styles.fact}>
          {text(row) ?? <Nothing words="not stated" />}
        </td>
      ))}
    </tr>
  );
}, isSameRow);

/** A change of view makes all rows anew; one that says the same is not drawn again. */
function isSameRow(before: RowProperties, after: RowProperties): boolean {
  const place = ({ backbone: _, cells: __, learnableMillions: ___, speeds: ____, ...shown }: RowInView) =>
    JSON.stringify(shown);
  return (
    before.setting === after.setting &&
    before.row.backbone === after.row.backbone &&
    before.row.cells === after.row.cells &&
    place(before.row) === place(after.row)
  );
}

function NameCell({ setting: { togglePin, linkTarget }, row: { backbone, pinned } }: RowProperties) {
  const training = trainingOf(backbone.category);
  return (
    <th scope="row" className={styles.name} data-training={training}>
      <Link href={`/backbones/${backbone.id}`} prefetch={false} target={linkTarget}>
        {backbone.label}
        <span className="visually-hidden">{`, ${trainingFacts(training).label.toLowerCase()}`}</span>
      </Link>
      {backbone.probe === "not-probed" && <small title={notProbed}>not probed</small>}
      {togglePin && (
        <button
          type="button"
          className={`${styles.pin} needs-script no-print`}
          aria-pressed={pinned}
          aria-label={`Keep ${backbone.label} on top`}
          title={pinned ? "Let go" : "Keep on top"}
          data-pin={backbone.id}
          onClick={() => togglePin(backbone.id)}
        />
      )}
    </th>
  );
}

/** The aggregate, or how many of the tasks that count are done and why it is not ranked. */
function FigureCell({ setting: { columns, counted }, row }: RowProperties) {
  const { figure, missing } = row;
  if (figure !== null) {
    return (
      <td className={styles.mean}>
        {figure.toFixed(columns.aggregation.digits)}
        <WithoutOne places={row.placesWithoutOne} />
      </td>
    );
  }
  const labels = missing.map((id) => metricColumn(id).taskLabel);
  const reason =
    labels.length > 0
      ? `no result in ${list(labels)}`
      : counted === 0
        ? "no task has a weight"
        : "there is nothing to compare it with";
  return (
    <td className={styles.mean}>
      <abbr title={`not ranked: ${reason}`}>
        {labels.length > 0 ? `${counted - labels.length} of ${counted}` : "–"}
        <span className="visually-hidden">, not ranked: {reason}</span>
      </abbr>
    </td>
  );
}

/** "#1–3": how much a place hangs on the choice of tasks. */
function WithoutOne({ places }: { places: RowInView["placesWithoutOne"] }) {
  if (!places) return null;
  const [best, worst] = places;
  return (
    <small title="rank with any one task left out">
      {best === worst ? `#${best}` : `#${best}–${worst}`}
      <span className="visually-hidden"> with any one task left out</span>
    </small>
  );
}

interface ScoreCellProperties extends Pick<RowSetting, "scores" | "linkTarget"> {
  readonly score: Cell | undefined;
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
