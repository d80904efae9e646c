import studentCdf from "@stdlib/stats-base-dists-t-cdf";
import { averageRanks } from "./average-ranks.ts";

export interface SpearmanCorrelation {
  /** Rank correlation in [-1, 1]; NaN where a variable is constant or there are fewer than two pairs. */
  readonly rho: number;
  /** Two-sided p value of "no monotone association"; NaN where rho is, and for two pairs. */
  readonly p: number;
  readonly pairs: number;
}

/**
 * Spearman's rank correlation: Pearson's of the average ranks, with the p value of Student's t,
 * t = rho * sqrt((n - 2) / (1 - rho^2)) on n - 2 degrees of freedom (`scipy.stats.spearmanr`; the t approximation
 * at every n). Throws RangeError where the lengths differ or a value is NaN.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): SpearmanCorrelation {
  if (x.length !== y.length) throw new RangeError(`${x.length} values against ${y.length}; expected as many`);
  const pairs = x.length;
  const rho = pearson(averageRanks(x), averageRanks(y));
  return { rho, p: twoSidedP(rho, pairs), pairs };
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  if (n < 2) return Number.NaN;
  // Ranks always average (n + 1) / 2, ties or not.
  const mean = (n + 1) / 2;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const [index, value] of x.entries()) {
    const dx = value - mean;
    const dy = (y[index] ?? Number.NaN) - mean;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xx === 0 || yy === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

function twoSidedP(rho: number, pairs: number): number {
  const degreesOfFreedom = pairs - 2;
  if (Number.isNaN(rho) || degreesOfFreedom <= 0) return Number.NaN;
  if (Math.abs(rho) === 1) return 0;
  const t = rho * Math.sqrt(degreesOfFreedom / ((1 + rho) * (1 - rho)));
  // The lower tail: 1 - cdf(|t|) would lose small p values to cancellation.
  return 2 * studentCdf(-Math.abs(t), degreesOfFreedom);
}
