import { ascendingOrder, type OrderOf } from "./ascending-order.ts";

/**
 * Ranks from 1 (smallest) to n, tied values sharing the mean of their places (`scipy.stats.rankdata`, "average").
 * NaN has no place in an order: throws RangeError.
 */
export function averageRanks(values: ArrayLike<number>): number[] {
  const ranks = Float64Array.from(values);
  replaceByRanks(ranks, ascendingOrder(ranks.length));
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
  const orderOf = ascendingOrder(models);
  for (let start = 0; start < count; start += blockLength) {
    const length = Math.min(blockLength, count - start);
    for (const [model, values] of replicates.entries()) {
      for (let r = 0; r < length; r++) block[r * models + model] = sign * (values[start + r] ?? Number.NaN);
    }
    for (let r = 0; r < length; r++) replaceByRanks(block.subarray(r * models, (r + 1) * models), orderOf);
    for (const [model, own] of ranks.entries()) {
      for (let r = 0; r < length; r++) own[start + r] = block[r * models + model] ?? Number.NaN;
    }
  }
  return ranks;
}

/** Replicates ranked between two visits to each model's: one at a time, every value read is a page of memory away. */
const blockLength = 32;

function replaceByRanks(keys: Float64Array, orderOf: OrderOf): void {
  for (let index = 0; index < keys.length; index++) {
    if (Number.isNaN(keys[index])) throw new RangeError(`value ${index} is NaN; ranks need numbers`);
  }
  const order = orderOf(keys);
  const keyAt = (place: number) => keys[order[place] ?? -1];
  for (let start = 0; start < keys.length; ) {
    let end = start + 1;
    while (end < keys.length && keyAt(end) === keyAt(start)) end++;
    // Places start + 1 to end, all of one value.
    for (let place = start; place < end; place++) keys[order[place] ?? -1] = (start + 1 + end) / 2;
    start = end;
  }
}
