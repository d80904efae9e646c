/**
 * Puts the value that belongs at `place` in ascending order there, none larger before it and none smaller behind (Hoare's
 * selection): two of a thousand replicates are wanted, and sorting them all takes twice as long.
 */
function select(values: Float64Array, place: number): void {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1] ?? Number.NaN;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? pivot) < pivot) left++;
      while ((values[right] ?? pivot) > pivot) right--;
      if (left > right) break;
      const moved = values[left] ?? pivot;
      values[left++] = values[right] ?? pivot;
      values[right--] = moved;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return;
  }
}

/** Reorders the values, none of which is NaN. */
function percentileOf(values: Float64Array, percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`percentile ${percent}; expected 0 to 100`);
  if (values.length === 0) return Number.NaN;
  const place = (percent / 100) * (values.length - 1);
  const below = Math.floor(place);
  select(values, below);
  const low = values[below] ?? Number.NaN;
  const high = below + 1 < values.length ? smallest(values, below + 1) : low;
  const fraction = place - below;
  if (low === high) return low;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

function smallest(values: Float64Array, from: number): number {
  let found = Number.POSITIVE_INFINITY;
  for (let index = from; index < values.length; index++) found = Math.min(found, values[index] ?? found);
  return found;
}

/**
 * Percentiles (0 to 100) of values in any order, linear between neighbours (`numpy.percentile(..., method="linear")`).
 * NaN for no values, and where any value is NaN.
 */
export function percentiles(values: ArrayLike<number>, percents: readonly number[]): number[] {
  const reordered = new Float64Array(values);
  for (const value of reordered) if (Number.isNaN(value)) return percents.map(() => Number.NaN);
  return percents.map((percent) => percentileOf(reordered, percent));
}

/** As `percentiles`, of one. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  return percentiles(values, [percent])[0] ?? Number.NaN;
}
