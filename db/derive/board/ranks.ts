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

/** A backbone's best and worst rank. */
export type RankInterval = readonly [number, number];

/**
 * The ranks that are shown. Where every ranked one has an interval: its first rank, one more than the number of those that
 * are better beyond chance, so backbones that the data do not tell apart share a rank. Elsewhere the ranks as they come.
 */
export function sharedRanks(
  ranks: readonly (number | null)[],
  intervals: readonly (RankInterval | null)[],
): (number | null)[] {
  const known = ranks.every((rank, index) => rank === null || intervals[index]);
  return ranks.map((rank, index) => (rank === null || !known ? rank : (intervals[index]?.[0] ?? null)));
}

/** Rounding errors of a mean must not part what is level. A figure that no board defines has no rank. */
export const figureForRank = (figure: number | null) =>
  figure === null || !Number.isFinite(figure) ? null : Number(figure.toPrecision(12));
