/** Mean of the values that are defined, each counted `multiplicity[i]` times; NaN where none is. */
export function definedMean(values: ArrayLike<number>, multiplicity?: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const times = multiplicity === undefined ? 1 : multiplicity[i];
    sum += times * values[i];
    count += times;
  }
  return sum / count;
}
