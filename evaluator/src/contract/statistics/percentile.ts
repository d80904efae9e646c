/**
 * The percentile (0 to 100) of values sorted in ascending order, linear between neighbours
 * (`numpy.percentile(..., method="linear")`). NaN for no values.
 */
export function percentileOfSorted(sorted: ArrayLike<number>, percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`percentile ${percent}; expected 0 to 100`);
  if (sorted.length === 0) return Number.NaN;
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  const fraction = place - below;
  if (low === high) return low;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/** A sorted copy; empty where any value is NaN, so that every percentile of it is NaN too. */
export function sortedForPercentiles(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  // A typed array sorts NaN last.
  return Number.isNaN(sorted[sorted.length - 1] ?? 0) ? new Float64Array(0) : sorted;
}

/** As `percentileOfSorted`, for values in any order; NaN where any value is NaN. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  return percentileOfSorted(sortedForPercentiles(values), percent);
}
