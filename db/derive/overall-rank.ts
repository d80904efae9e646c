import { averageRanks, type MetricFacts, percentileInterval } from "#contract";

/** One task's main metric: each backbone's replicates over the same resamples; null where they are not that. */
export interface ReplicateColumn {
  readonly metric: MetricFacts;
  readonly replicates: readonly ArrayLike<number>[] | null;
}

/**
 * 95 % interval of each backbone's rank by mean rank, every task counting once. Replicate r of every task is one draw
 * of all test sets: their images are drawn independently, so any pairing of draws across tasks is as good as another.
 * null for all where a task has no paired replicates, and below two backbones.
 */
export function overallRankIntervals(
  columns: readonly ReplicateColumn[],
  backbones: number,
): (readonly [number, number] | null)[] {
  const unknown = Array.from({ length: backbones }, () => null);
  const [first] = columns;
  if (!first?.replicates || backbones < 2) return unknown;
  const count = first.replicates[0]?.length ?? 0;
  const total = Array.from({ length: count }, () => new Float64Array(backbones));
  for (const { metric, replicates } of columns) {
    if (!replicates || replicates.some((values) => values.length !== count)) return unknown;
    const sign = metric.better === "higher" ? -1 : 1;
    for (const [r, sums] of total.entries()) {
      const ranks = averageRanks(replicates.map((values) => sign * (values[r] ?? Number.NaN)));
      for (let backbone = 0; backbone < backbones; backbone++) {
        sums[backbone] = (sums[backbone] ?? 0) + (ranks[backbone] ?? Number.NaN);
      }
    }
  }
  const overall = Array.from({ length: backbones }, () => new Float64Array(count));
  for (const [r, sums] of total.entries()) {
    for (const [backbone, rank] of averageRanks(sums).entries()) {
      const own = overall[backbone];
      if (own) own[r] = rank;
    }
  }
  return overall.map((ranks) => {
    const { low, high } = percentileInterval(ranks, 0.95);
    return [low, high];
  });
}
