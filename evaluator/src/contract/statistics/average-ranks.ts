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
 *
 * Boards rank thousands of bootstrap replicates of hundreds of models. A typed array sorts natively, and a search in
 * it is cheaper than sorting indices by a comparison written in JavaScript.
 */
export function averageRanks(values: ArrayLike<number>): number[] {
  const keys = Float64Array.from(values);
  const sorted = keys.slice().sort();
  // NaN sorts last.
  if (Number.isNaN(sorted[sorted.length - 1])) {
    throw new RangeError(`value ${keys.findIndex(Number.isNaN)} is NaN; ranks need numbers`);
  }
  const ranks = new Array<number>(keys.length).fill(0);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? Number.NaN;
    const below = countBelow(sorted, key, "left out");
    const alone = sorted[below + 1] !== key;
    ranks[index] = alone ? below + 1 : (below + 1 + countBelow(sorted, key, "counted")) / 2;
  }
  return ranks;
}
