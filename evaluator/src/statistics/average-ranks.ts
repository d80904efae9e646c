import { firstAtLeast } from "./first-at-least.ts";

/**
 * Ranks from 1 (smallest) to n, tied values sharing the mean of their places (`scipy.stats.rankdata`, "average").
 * NaN has no place in an order: throws RangeError.
 */
export function averageRanks(values: ArrayLike<number>): number[] {
  const ranks = Float64Array.from(values);
  replaceByRanks(ranks);
  return Array.from(ranks);
}

/**
 * Rank of each model in each replicate (1 = best, ties averaged), as `ranks[model][r]`; halves, so exact in single
 * precision. `replicates[model][r]` must come from the same resamples for all models. NaN: throws RangeError.
 */
export function replicateRanks(
  replicates: readonly ArrayLike<number>[],
  better: "higher" | "lower",
): Float32Array[] {
  const count = replicates[0]?.length ?? 0;
  for (const [model, values] of replicates.entries()) {
    if (values.length !== count) {
      throw new RangeError(`model ${model} has ${values.length} replicates, model 0 has ${count}`);
    }
  }
  const sign = better === "higher" ? -1 : 1;
  const models = replicates.length;
  const ranks = replicates.map(() => new Float32Array(count));
  const block = new Float64Array(blockLength * models);
  for (let start = 0; start < count; start += blockLength) {
    const length = Math.min(blockLength, count - start);
    for (const [model, values] of replicates.entries()) {
      for (let r = 0; r < length; r++) block[r * models + model] = sign * (values[start + r] ?? Number.NaN);
    }
    for (let r = 0; r < length; r++) replaceByRanks(block.subarray(r * models, (r + 1) * models));
    for (const [model, own] of ranks.entries()) {
      for (let r = 0; r < length; r++) own[start + r] = block[r * models + model] ?? Number.NaN;
    }
  }
  return ranks;
}

/** Replicates ranked between two visits to each model's: one at a time, every value read is a page of memory away. */
const blockLength = 32;

function replaceByRanks(values: Float64Array): void {
  const sorted = values.slice().sort();
  if (Number.isNaN(sorted.at(-1))) {
    throw new RangeError(`value ${values.findIndex(Number.isNaN)} is NaN; ranks need numbers`);
  }
  const ranks = ranksOfSorted(sorted);
  // By index: these are millions.
  for (let index = 0; index < values.length; index++) {
    values[index] = ranks[firstAtLeast(sorted, values[index] ?? Number.NaN)] ?? Number.NaN;
  }
}

/** At the first place of each value the mean of all its places. */
function ranksOfSorted(sorted: Float64Array): Float64Array {
  const ranks = new Float64Array(sorted.length);
  let first = 0;
  for (let next = 1; next <= sorted.length; next++) {
    if (next < sorted.length && sorted[next] === sorted[first]) continue;
    // Places first + 1 to next, all of one value.
    ranks[first] = (first + 1 + next) / 2;
    first = next;
  }
  return ranks;
}
