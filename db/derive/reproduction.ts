import { level } from "./board/cell.ts";
import { pooledSeedNoise, type SeedNoise, seedHalfWidth } from "./board/seed-noise.ts";
import type { ReproductionVerdict } from "./reproduction-verdict.ts";

export interface RunComparison {
  /** Means over each run's seeds, in the metric's unit. */
  readonly first: number;
  readonly second: number;
  /** Half-width of the 95 % interval of the difference of two runs of one network; null: not known. */
  readonly margin: number | null;
  readonly verdict: ReproductionVerdict;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Two runs of one cell by two people, by the mean over seeds. Both are scored on the same test images, so the images' chance
 * is in neither; what is left is the seeds'. The difference of two means is held to Student's t times the pooled deviation
 * of a seed times the root of 1/n + 1/m, the interval at 95 %: of twenty honest second runs one differs by chance. Runs with
 * seeds in common agree more closely than that, so the interval is on the wide side for them. "Reproduced" says that the
 * difference is no larger than seeds make it, not that there is none.
 *
 * @param noise of the column; null: no backbone there has two seeds, and then the two runs' own seeds are all there is
 */
export function compareRuns(
  first: readonly number[],
  second: readonly number[],
  noise: SeedNoise | null,
): RunComparison {
  if (first.length === 0 || second.length === 0)
    throw new Error("a run without a seed; expected one at least");
  const known = noise ?? pooledSeedNoise([first, second]);
  const means = { first: mean(first), second: mean(second) };
  if (known === null) return { ...means, margin: null, verdict: "not known" };
  // 1/n + 1/m as one over so many seeds.
  const seeds = 1 / (1 / first.length + 1 / second.length);
  const margin = seedHalfWidth(known, seeds, level);
  // Sums of the same values in another order differ in their last bits.
  const rounding = 1e-12 * Math.max(Math.abs(means.first), Math.abs(means.second));
  const isWithin = Math.abs(means.second - means.first) <= margin + rounding;
  return { ...means, margin, verdict: isWithin ? "reproduced" : "differs" };
}
