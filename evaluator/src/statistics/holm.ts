/**
 * p values adjusted for being one of many (Holm, 1979): below a level, they are so while all wrong findings of the family
 * together stay as unlikely. null and NaN belong to no test, count for none and stay.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values
    .flatMap((p, index) => (p === null || Number.isNaN(p) ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p);
  const adjusted = [...values];
  let greatest = 0;
  for (const [place, { p, index }] of order.entries()) {
    greatest = Math.max(greatest, Math.min(1, p * (order.length - place)));
    adjusted[index] = greatest;
  }
  return adjusted;
}
