import studentCdf from "@stdlib/stats-base-dists-t-cdf";
import { averageRanks } from "./average-ranks.ts";
import { permutationP } from "./permutation-p.ts";

export interface SpearmanCorrelation {
  /** Rank correlation in [-1, 1]; NaN where a variable is constant or there are fewer than two pairs. */
  readonly rho: number;
  /** Two-sided p value of "no monotone association"; NaN where rho is, and for two pairs. */
  readonly p: number;
  /** Is p only a bound, the least that its random orders can show? Student's t of very many pairs is taken as it is. */
  readonly isBound: boolean;
  readonly pairs: number;
}

/** Up to here p is of the orders themselves; Student's t is then within a fifth of it (see the tests). */
const mostPermuted = 50;

/**
 * Spearman's rank correlation with a p value that holds for few pairs and with ties: the share of all orders of one variable
 * that agree or disagree with the other at least as much; of 99,999 random ones, always the same, from ten pairs on, and of
 * Student's t above fifty. Throws RangeError where the lengths differ or a value is NaN.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): SpearmanCorrelation {
  const found = spearmanWithStudentP(x, y);
  const isApproximate = Number.isNaN(found.rho) || found.pairs < 3 || found.pairs > mostPermuted;
  return isApproximate ? found : { ...found, ...permutationP(averageRanks(x), averageRanks(y)) };
}

/**
 * Spearman's rank correlation: Pearson's of the average ranks, with the p value of Student's t,
 * t = rho * sqrt((n - 2) / (1 - rho^2)) on n - 2 degrees of freedom (`scipy.stats.spearmanr`; the t approximation
 * at every n: for three pairs in line it says 0, where one order in three is so by chance). Throws RangeError where the
 * lengths differ or a value is NaN.
 */
export function spearmanWithStudentP(x: ArrayLike<number>, y: ArrayLike<number>): SpearmanCorrelation {
  const rho = spearmanRho(x, y);
  return { rho, p: twoSidedP(rho, x.length), isBound: false, pairs: x.length };
}

/** The rank correlation alone, for those who ask for thousands. */
export function spearmanRho(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new RangeError(`${x.length} values against ${y.length}; expected as many`);
  return pearson(averageRanks(x), averageRanks(y));
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
