/** How many of the ascending values are below the key, or not above it. */
function countBelow(sorted: Float64Array, key: number, equal: "left out" | "counted"): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] ?? Number.NaN;
    if (value < key || (equal === "counted" && value === key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Ranks from 1 (smallest) to n, tied values sharing the mean of their places (`scipy.stats.rankdata`, "average").
 * NaN has no place in an order: throws RangeError.
 */
export function averageRanks(values: ArrayLike<number>): number[] {
  const ranks = Float64Array.from(values);
  replaceByRanks(ranks, new Float64Array(values.length));
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
  const [block, sorted] = [new Float64Array(blockLength * models), new Float64Array(models)];
  for (let start = 0; start < count; start += blockLength) {
    const length = Math.min(blockLength, count - start);
    for (const [model, values] of replicates.entries()) {
      for (let r = 0; r < length; r++) block[r * models + model] = sign * (values[start + r] ?? Number.NaN);
    }
    for (let r = 0; r < length; r++) replaceByRanks(block.subarray(r * models, (r + 1) * models), sorted);
    for (const [model, own] of ranks.entries()) {
      for (let r = 0; r < length; r++) own[start + r] = block[r * models + model] ?? Number.NaN;
    }
  }
  return ranks;
}

/** Replicates ranked between two visits to each model's: one at a time, every value read is a page of memory away. */
const blockLength = 32;

/** A typed array sorts natively, and a search in it is cheaper than sorting indices by a comparison in JavaScript. */
function replaceByRanks(keys: Float64Array, sorted: Float64Array): void {
  sorted.set(keys);
  sorted.sort();
  // NaN sorts last.
  if (Number.isNaN(sorted[sorted.length - 1])) {
    throw new RangeError(`value ${keys.findIndex(Number.isNaN)} is NaN; ranks need numbers`);
  }
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? Number.NaN;
    const below = countBelow(sorted, key, "left out");
    const alone = sorted[below + 1] !== key;
    keys[index] = alone ? below + 1 : (below + 1 + countBelow(sorted, key, "counted")) / 2;
  }
}
