import Link from "next/link";
import { memo } from "react";
import { sourceMeanings } from "../_parts/source-label.tsx";
import { trainingFacts } from "../_parts/training.ts";
import styles from "./board.module.css";
import { type BackboneRow, type MetricColumn, relativeTime, type Score } from "./board-table.ts";

/** Best and worst value of a column over the whole cohort. */
export interface ColumnScale {
  readonly best: number;
  readonly worst: number;
  /** How many backbones have a value; the best of one is no distinction. */
  readonly count: number;
}

export function columnScale(rows: readonly BackboneRow[], column: MetricColumn): ColumnScale {
  const values = rows.flatMap((row) => row.scores[column.id]?.value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const count = values.length;
  return column.better === "higher" ? { best: high, worst: low, count } : { best: low, worst: high, count };
}

interface RowProperties {
  readonly row: BackboneRow;
  readonly columns: readonly MetricColumn[];
  readonly scales: readonly ColumnScale[];
  readonly rank: number | null;
  /** Interval of the rank where the sorted metric has one. */
  readonly rankInterval: readonly [number, number] | null;
  /** The aggregate as text; null where a task is missing. */
  readonly figure: string | null;
  readonly cohortId: string;
  /** Of the column of times; undefined: there is none. */
  readonly speedSettingId: string | undefined;
}

export const BoardBodyRow = memo(function BoardBodyRow({
  row,
  columns,
  scales,
  rank,
  rankInterval,
  figure,
  cohortId,
  speedSettingId,
}: RowProperties) {
  const tasks = columns.filter((column) => column.primary);
  const done = tasks.filter((column) => row.scores[column.id]).length;
  return (
    <tr>
      <td className={styles.rank}>
        {rank ?? <Nothing words="not ranked" />}
        {rankInterval && (
          <small title="95 % interval of the rank">
            {rankInterval[0]}–{rankInterval[1]}
          </small>
        )}
      </td>
      <th scope="row" className={styles.name} data-training={row.training}>
        <Link href={`/backbones/${row.id}`} prefetch={false}>
          {row.label}
          <span className="visually-hidden">, {trainingFacts(row.training).label.toLowerCase()}</span>
        </Link>
      </th>
      <td className={styles.mean}>
        {figure ?? (
          <abbr title={`not ranked: ${done} of ${tasks.length} tasks have a result`}>
            {done}/{tasks.length}
          </abbr>
        )}
      </td>
      {columns.map((column, index) => (
        <ScoreCell
          key={column.id}
          score={row.scores[column.id]}
          column={column}
          scale={scales[index]}
          href={`/backbones/${row.id}#${cohortId}.${column.task}`}
        />
      ))}
      <td className={styles.parameters}>{row.parametersMillions.toFixed(1)}</td>
      <td className={styles.input}>{row.inputSizePixels}</td>
      <td className={styles.features}>{featureVolume(row)}</td>
      {speedSettingId !== undefined && (
        <td>{relativeTime(row, speedSettingId)?.toFixed(2) ?? <Nothing words="not measured" />}</td>
      )}
    </tr>
  );
});

interface ScoreCellProperties {
  readonly score: Score | undefined;
  readonly column: MetricColumn;
  readonly scale: ColumnScale | undefined;
  readonly href: string;
}

function ScoreCell({ score, column, scale, href }: ScoreCellProperties) {
  if (!score || !scale) {
    return (
      <td>
        <Nothing words="no result" />
      </td>
    );
  }
  const best = scale.count > 1 && score.value === scale.best;
  return (
    <td data-source={score.source} data-best={best || undefined} data-tenths={tenths(score.value, scale)}>
      <Link href={href} prefetch={false} title={sourceMeanings[score.source]}>
        {score.value.toFixed(column.digits)}
        {best && <span className="visually-hidden"> best</span>}
      </Link>
      {score.interval && (
        <small>
          {score.interval[0].toFixed(column.digits)}–{score.interval[1].toFixed(column.digits)}
        </small>
      )}
    </td>
  );
}

/** Where a value lies between the column's worst (0) and best (10); styles draw it as a line, without inline styles. */
function tenths(value: number, { best, worst }: ColumnScale): number {
  return best === worst ? 10 : Math.round((10 * (value - worst)) / (best - worst));
}

function featureVolume({ featureGrid: [height, width], featureDim }: BackboneRow): string {
  return `${height === width ? `${height}²` : `${height}×${width}`}×${featureDim}`;
}

function Nothing({ words }: { words: string }) {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
