/**
 * Percentiles (0 to 100) of values in any order, linear between neighbours (`numpy.percentile(..., method="linear")`).
 * NaN for no values, and where any value is NaN.
 */
export function percentiles(values: ArrayLike<number>, percents: readonly number[]): number[] {
  // A typed array sorts by number, NaN last.
  const sorted = new Float64Array(values).sort();
  return percents.map((percent) => percentileOfSorted(sorted, percent));
}

/** As `percentiles`, of one. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  return percentiles(values, [percent])[0] ?? Number.NaN;
}

function percentileOfSorted(sorted: Float64Array, percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`percentile ${percent}; expected 0 to 100`);
  if (Number.isNaN(sorted.at(-1) ?? Number.NaN)) return Number.NaN;
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  const fraction = place - below;
  if (low === high) return low;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}
