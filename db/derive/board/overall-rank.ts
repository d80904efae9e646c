import { rankIntervals, replicateRanks } from "#contract";
import { level } from "./cell.ts";

/** Ranks of backbones in each replicate of one task's main metric, `[backbone][r]`; null where they are not paired. */
export type RankColumn = readonly ArrayLike<number>[] | null;

/**
 * 95 % interval of each backbone's rank by mean rank, every task counting once. Replicate r of every task is one draw
 * of all test sets: their images are drawn independently, so any pairing of draws across tasks is as good as another.
 * null for all where a task has no paired replicates, and below two backbones.
 */
export function overallRankIntervals(
  columns: readonly RankColumn[],
  backbones: number,
): (readonly [number, number] | null)[] {
  const unknown = Array.from({ length: backbones }, () => null);
  const count = columns[0]?.[0]?.length;
  if (count === undefined || backbones < 2) return unknown;
  const total = Array.from({ length: backbones }, () => new Float64Array(count));
  for (const column of columns) {
    if (!column || column.some((ranks) => ranks.length !== count)) return unknown;
    for (const [backbone, sums] of total.entries()) {
      const ranks = column[backbone] ?? [];
      for (let r = 0; r < count; r++) sums[r] = (sums[r] ?? Number.NaN) + (ranks[r] ?? Number.NaN);
    }
  }
  return rankIntervals(replicateRanks(total, "lower"), level).map(({ interval: { low, high } }) => [
    low,
    high,
  ]);
}
