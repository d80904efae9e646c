import type { BoardRow } from "../board/board.ts";
import type { Cell } from "../board/cell.ts";
import type { MetricColumn } from "./columns.ts";
import { isTrained, type Training } from "./training.ts";

interface Ends {
  readonly best: number;
  readonly worst: number;
}

/** Best and worst value of a column over the whole cohort. */
export interface ColumnScale extends Ends {
  /** How many backbones have a value; the best of one is no distinction. */
  readonly count: number;
  /** Are the intervals of all ranks known, by which several may share the best? */
  readonly areRanksShared: boolean;
  /** Has one of its numbers an interval? */
  readonly hasIntervals: boolean;
  /** Of trained backbones: what the line under a number runs between. null: there are baselines alone. */
  readonly trained: Ends | null;
}

function endsOf(cells: readonly Cell[], { better }: MetricColumn): Ends {
  const values = cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return better === "higher" ? { best: high, worst: low } : { best: low, worst: high };
}

export function columnScale(rows: readonly BoardRow[], column: MetricColumn): ColumnScale {
  const cellsOf = (some: readonly BoardRow[]) => some.flatMap(({ cells }) => cells[column.id] ?? []);
  const found = cellsOf(rows);
  const trained = cellsOf(rows.filter(isTrained));
  return {
    ...endsOf(found, column),
    count: found.length,
    areRanksShared: found.every(({ rankInterval }) => rankInterval !== null),
    hasIntervals: found.some(({ interval }) => interval !== null),
    trained: trained.length === 0 ? null : endsOf(trained, column),
  };
}

/** Of trained backbones alone; of all where no trained one has a value. */
export function trainedScale(rows: readonly BoardRow[], column: MetricColumn): ColumnScale {
  const trained = rows.filter((row) => isTrained(row) && row.cells[column.id]);
  return columnScale(trained.length > 0 ? trained : rows, column);
}

/** Is it the best of its column, or not told apart from it? */
export function sharesBest({ value, rankInterval }: Cell, scale: ColumnScale): boolean {
  if (scale.count < 2) return false;
  return scale.areRanksShared ? rankInterval?.[0] === 1 : value === scale.best;
}

/**
 * How much of its line a score fills, in tenths: nothing for the worst trained backbone, all for the best. A baseline, beside
 * which all others would look alike, fills nothing.
 */
export function lineTenths(value: number, training: Training, { trained }: ColumnScale): number {
  if (training === "baseline" || !trained) return 0;
  const { best, worst } = trained;
  return best === worst ? 10 : Math.round(10 * Math.abs((value - worst) / (best - worst)));
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
