import { percentiles } from "./percentile.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Percentile bootstrap interval: the (1 - level) / 2 and (1 + level) / 2 quantiles of the replicates. */
export function percentileInterval(replicates: ArrayLike<number>, level: number): Interval {
  if (!(level > 0 && level < 1)) throw new RangeError(`confidence level ${level}; expected between 0 and 1`);
  const [low = Number.NaN, high = Number.NaN] = percentiles(replicates, [50 * (1 - level), 50 * (1 + level)]);
  return { low, high };
}

/** Standard deviation of the replicates, with n - 1: the bootstrap's estimate of the standard error. */
export function bootstrapStandardError(replicates: ArrayLike<number>): number {
  const values = Array.from(replicates);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

export interface PairedDifference {
  /** a - b on the whole test set, in the metric's unit. */
  readonly point: number;
  readonly interval: Interval;
  /** Share of replicates in which a exceeds b. */
  readonly fractionPositive: number;
}

export interface BootstrapEstimate {
  readonly point: number;
  /** Replicates over the same resamples for every model, so that replicate r of two models can be subtracted. */
  readonly replicates: ArrayLike<number>;
}

/** Difference of two models measured on the same resamples; far narrower than two separate intervals suggest. */
export function pairedDifference(
  a: BootstrapEstimate,
  b: BootstrapEstimate,
  level: number,
): PairedDifference {
  if (a.replicates.length !== b.replicates.length) {
    throw new RangeError(
      `${a.replicates.length} replicates against ${b.replicates.length}; expected as many`,
    );
  }
  const differences = Array.from(a.replicates, (value, r) => value - (b.replicates[r] ?? Number.NaN));
  const positive = differences.filter((difference) => difference > 0).length;
  return {
    point: a.point - b.point,
    interval: percentileInterval(differences, level),
    fractionPositive: positive / differences.length,
  };
}

export interface RankEstimate {
  /** Mean rank over the replicates; 1 is best. */
  readonly mean: number;
  readonly interval: Interval;
}

/** Mean and percentile interval of each model's ranks, `[model][r]` as `replicateRanks` gives them. */
export function rankIntervals(ranks: readonly Float32Array[], level: number): RankEstimate[] {
  return ranks.map((row) => ({
    mean: row.reduce((sum, rank) => sum + rank, 0) / row.length,
    interval: percentileInterval(row, level),
  }));
}
