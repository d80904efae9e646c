import type { BoardRow } from "../board/board.ts";
import type { MetricColumn } from "./columns.ts";

/** Best and worst value of a column over the whole cohort. */
export interface ColumnScale {
  readonly best: number;
  readonly worst: number;
  /** How many backbones have a value; the best of one is no distinction. */
  readonly count: number;
}

export function columnScale(rows: readonly BoardRow[], column: MetricColumn): ColumnScale {
  const values = rows.flatMap(({ cells }) => cells[column.id]?.value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const count = values.length;
  return column.better === "higher" ? { best: high, worst: low, count } : { best: low, worst: high, count };
}

/**
 * A score mapped linearly so that the cohort's worst is 0 and its best 1, higher always being better (paper, Fig. 4a);
 * null where all are equal. The end of an interval may lie outside.
 */
export function relativeScore(value: number, { best, worst }: ColumnScale): number | null {
  return best === worst ? null : (value - worst) / (best - worst);
}

/** Ends of an interval as `relativeScore`, the lower first. */
export function relativeInterval(
  [low, high]: readonly [number, number],
  scale: ColumnScale,
): readonly [number, number] | null {
  const ends = [relativeScore(low, scale), relativeScore(high, scale)];
  const [a, b] = ends;
  return a == null || b == null ? null : [Math.min(a, b), Math.max(a, b)];
}
