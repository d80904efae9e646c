/**
 * Ranks from 1 (smallest) to n, tied values sharing the mean of their places (`scipy.stats.rankdata`, "average").
 * NaN has no place in an order: throws RangeError.
 */
export function averageRanks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, index) => index);
  for (const index of order) {
    if (Number.isNaN(values[index])) throw new RangeError(`value ${index} is NaN; ranks need numbers`);
  }
  const at = (index: number) => values[index] ?? Number.NaN;
  order.sort((a, b) => at(a) - at(b));
  const ranks = new Array<number>(order.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && at(order[last + 1] ?? -1) === at(order[first] ?? -1)) last++;
    for (let place = first; place <= last; place++) ranks[order[place] ?? -1] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}
