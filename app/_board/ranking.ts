type Better = "higher" | "lower";

/** Ranks from 1 (best) as sport counts them: ties share the best place, the next is skipped; null stays unranked. */
export function competitionRanks(values: readonly (number | null)[], better: Better): (number | null)[] {
  const sign = better === "higher" ? -1 : 1;
  const order = values
    .flatMap((value, index) => (value === null ? [] : [{ index, value }]))
    .sort((a, b) => sign * (a.value - b.value));
  const ranks: (number | null)[] = values.map(() => null);
  let rank = 0;
  order.forEach(({ index, value }, place) => {
    if (place === 0 || value !== order[place - 1]?.value) rank = place + 1;
    ranks[index] = rank;
  });
  return ranks;
}
