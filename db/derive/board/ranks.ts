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

/** How many of the ascending values are below the bound. */
function countBelow(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? bound) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The ranks that are shown. Where every ranked one has an interval: 1 + how many have an interval wholly better than its
 * own, so those that the data do not tell apart share a rank. Elsewhere the ranks as they come.
 */
export function sharedRanks(
  ranks: readonly (number | null)[],
  intervals: readonly (RankInterval | null)[],
): (number | null)[] {
  const ranked = ranks.flatMap((rank, index) => (rank === null ? [] : [intervals[index] ?? null]));
  const known = ranked.filter((interval) => interval !== null);
  if (known.length < ranked.length) return [...ranks];
  const worst = Float64Array.from(known, ([, end]) => end).sort();
  return ranks.map((rank, index) => {
    const own = intervals[index];
    return rank === null || !own ? null : 1 + countBelow(worst, own[0]);
  });
}

/** Rounding errors of a mean must not part what is level. A figure that no board defines has no rank. */
export const figureForRank = (figure: number | null) =>
  figure === null || !Number.isFinite(figure) ? null : Number(figure.toPrecision(12));
