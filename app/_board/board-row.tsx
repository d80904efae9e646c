import Link from "next/link";
import { memo } from "react";
import type { Cell } from "#db/derive/board/cell.ts";
import type { RowInView } from "#db/derive/board-view/board-in-view.ts";
import {
  type ColumnScale,
  lineTenths,
  relativeInterval,
  relativeScore,
  sharesBest,
} from "#db/derive/board-view/column-scale.ts";
import { type MetricColumn, metricColumn } from "#db/derive/board-view/columns.ts";
import type { FactColumn } from "#db/derive/board-view/fact-columns.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import type { BoardView } from "#db/derive/board-view/view.ts";
import { list } from "../_parts/format.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { secondRunMeanings, sourceMeanings } from "../_parts/source-label.tsx";
import { cardRoles } from "../_table/card-roles.ts";
import { factCardLabel, metricCardLabel } from "./column-labels.ts";
import styles from "./table.module.css";
import type { TableColumns } from "./table-columns.ts";

/** What all rows have in common. */
export interface RowSetting {
  readonly columns: TableColumns;
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
  const { columns, scores, cohortId } = setting;
  const { backbone, rank, rankInterval, otherFigures, otherPlaces, otherPlacesWithoutOne, pinned } = row;
  return (
    <tr {...cardRoles.row} data-backbone={backbone.id} data-pinned={pinned || undefined}>
      <td {...cardRoles.cell} className={styles.rank}>
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
          row={row}
          column={column}
          scale={columns.scales[index]}
          scores={scores}
          href={`/backbones/${backbone.id}#${cohortId}.${column.task}`}
          linkTarget={setting.linkTarget}
        />
      ))}
      {columns.rules.map(({ id, digits, label }) => (
        <td {...cardRoles.cell} key={id} className={styles.rule} data-label={label}>
          {otherFigures?.[id]?.toFixed(digits) ?? <Nothing words="not ranked" />}
          {otherPlaces?.[id] && <i title="rank by this rule">{`#${otherPlaces[id]}`}</i>}
          <WithoutOne places={otherPlacesWithoutOne?.[id] ?? null} />
        </td>
      ))}
      {columns.facts.map((column) => (
        <FactCell key={column.key} column={column} row={row} />
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
    <th {...cardRoles.heading} scope="row" className={styles.name} data-training={training}>
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
      <td {...cardRoles.cell} className={styles.mean} data-label={columns.aggregation.label}>
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
    <td {...cardRoles.cell} className={styles.mean} data-label={columns.aggregation.label}>
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

function FactCell({
  column: { holds, label, unit, text, remark },
  row,
}: {
  column: FactColumn;
  row: RowInView;
}) {
  const words = text(row);
  const note = remark?.(row);
  return (
    <td
      {...cardRoles.cell}
      className={holds === "words" ? styles.words : styles.fact}
      data-label={factCardLabel({ label, unit })}
      title={holds === "words" ? (words ?? undefined) : undefined}
    >
      {words ?? <Nothing words="not stated" />}
      {note && <small>{note}</small>}
    </td>
  );
}

interface ScoreCellProperties extends Pick<RowSetting, "scores" | "linkTarget"> {
  readonly row: RowInView;
  readonly column: MetricColumn;
  readonly scale: ColumnScale | undefined;
  readonly href: string;
}

const relativeDigits = 2;

/** One text: in a long board three for each range are half of all its nodes. */
const range = ([low, high]: readonly [number, number], digits?: number) =>
  digits === undefined ? `${low}–${high}` : `${low.toFixed(digits)}–${high.toFixed(digits)}`;

function ScoreCell({
  row: { backbone, cells },
  column,
  scale,
  scores,
  href,
  linkTarget,
}: ScoreCellProperties) {
  const score = cells[column.id];
  const label = metricCardLabel(column, scores);
  if (!score || !scale) {
    return (
      <td {...cardRoles.cell} data-label={label}>
        <Nothing words="no result" />
      </td>
    );
  }
  const best = sharesBest(score, scale);
  const relative = scores === "relative";
  const shown = relative ? relativeScore(score.value, scale) : score.value;
  const interval = relative && score.interval ? relativeInterval(score.interval, scale) : score.interval;
  const digits = relative ? relativeDigits : column.digits;
  const text = shown?.toFixed(digits);
  const origin = originWords(score);
  const name = `${text ?? "the same as all others"}${best ? ", best" : ""}, ${column.taskLabel} ${column.label} of ${backbone.label}, ${origin}`;
  return (
    <td
      {...cardRoles.cell}
      data-label={label}
      data-source={score.source}
      data-run={score.secondRun ?? undefined}
      data-best={best || undefined}
      data-tenths={lineTenths(score.value, trainingOf(backbone.category), scale)}
    >
      {/* A plain link: a board has thousands, and each of the router's costs an element's worth of work twice over. */}
      <a href={href} title={origin} aria-label={name} target={linkTarget}>
        {text ?? "–"}
      </a>
      {interval && <small>{range(interval, digits)}</small>}
    </td>
  );
}

/** Where a number comes from, and what a second run says of it. */
function originWords({ source, secondRun }: Cell): string {
  return [sourceMeanings[source], ...(secondRun ? [secondRunMeanings[secondRun]] : [])].join(", ");
}

function Nothing({ words }: { words: string }) {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
