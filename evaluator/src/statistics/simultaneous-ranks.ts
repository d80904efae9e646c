import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { type OrderedPairs, orderedPairs, type Sample, sampleOf } from "./entry-pairs.ts";
import { greatestDeviations, greatestOfFamily, type Maxima } from "./greatest-deviations.ts";

/** Ranks of K entries that all hold at once with the asked confidence. */
export interface SimultaneousRanks {
  /** 1 + how many entries are significantly better: the best rank, and the one to show. `[K]` */
  readonly low: readonly number[];
  /** K - how many entries are significantly worse. `[K]` */
  readonly high: readonly number[];
  /** 1 where the row's entry is significantly better than the column's. `[K, K]` */
  readonly significant: Uint8Array;
  /** The critical value of each step, falling. A pair is significant where its difference exceeds the last of them. */
  readonly criticals: readonly number[];
}

/**
 * Simultaneous confidence sets for ranks from paired differences (Mogstad, Romano, Shaikh and Wilhelm,
 * doi 10.1093/restud/rdad006): with probability `level` every rank lies in its set. For each ordered pair, d is the
 * difference of the points and s the standard deviation of the replicates' differences; T(r) is the greatest
 * (replicate difference - d) / s over the family, at first all ordered pairs; critical is the ceil(level B)-th smallest T;
 * pairs with d / s above it are significant and leave the family; again until none is. Pairs that always differ by the same
 * (s = 0) stay out of T and are significant where d is above 0. Dividing by each pair's own s keeps a noisy rival from
 * hiding the difference of two others.
 *
 * @param entries replicates of one length, over the same resamples. Throws RangeError where one is not a number.
 */
export function simultaneousRanks(
  entries: readonly BootstrapEstimate[],
  better: "higher" | "lower",
  level: number,
): SimultaneousRanks {
  const pieces = simultaneousRanksInPieces(entries, better, level);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** As `simultaneousRanks`, in pieces of some milliseconds: hundreds of entries are tens of thousands of pairs. */
export function* simultaneousRanksInPieces(
  entries: readonly BootstrapEstimate[],
  better: "higher" | "lower",
  level: number,
): Generator<void, SimultaneousRanks> {
  if (!(level > 0 && level < 1)) throw new RangeError(`confidence level ${level}; expected between 0 and 1`);
  const sample = sampleOf(entries, better);
  const ordered = yield* orderedPairs(sample);
  const maxima = yield* greatestDeviations(sample, ordered);
  const criticals = stepDown(sample, ordered, maxima, level);
  const significant = significantPairs(sample, ordered, criticals);
  return { ...rankSets(significant, entries.length), significant, criticals };
}

/**
 * The ranks that significant differences leave open: from 1 + how many entries are better to K - how many are worse.
 *
 * @param significant 1 where the row's entry is better than the column's. `[K, K]`
 */
export function rankSets(significant: Uint8Array, entries: number): Pick<SimultaneousRanks, "low" | "high"> {
  const low = new Array<number>(entries).fill(1);
  const high = new Array<number>(entries).fill(entries);
  for (let a = 0; a < entries; a++) {
    for (let b = 0; b < entries; b++) {
      if (significant[a * entries + b] !== 1) continue;
      low[b] = (low[b] ?? Number.NaN) + 1;
      high[a] = (high[a] ?? Number.NaN) - 1;
    }
  }
  return { low, high };
}

/** Critical values until no further pair is above the last; none where no pair's difference varies. */
function stepDown(sample: Sample, pairs: OrderedPairs, maxima: Maxima, level: number): number[] {
  const criticals: number[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const greatest = greatestOfFamily(sample, pairs, maxima, before).sort();
    const critical = greatest[Math.max(1, Math.ceil(level * sample.count)) - 1] ?? Number.NEGATIVE_INFINITY;
    if (critical === Number.NEGATIVE_INFINITY) return criticals;
    criticals.push(critical);
    const left = pairs.lead.some(
      (lead, pair) => lead > critical && lead <= before && pairs.scale[pair] !== 0,
    );
    if (!left) return criticals;
    before = critical;
  }
}

function significantPairs(
  { entries }: Sample,
  pairs: OrderedPairs,
  criticals: readonly number[],
): Uint8Array {
  const critical = criticals.at(-1) ?? Number.POSITIVE_INFINITY;
  const significant = new Uint8Array(entries * entries);
  for (let pair = 0; pair < pairs.lead.length; pair++) {
    const lead = pairs.lead[pair] ?? Number.NaN;
    const always = pairs.scale[pair] === 0 && lead > 0;
    const place = (pairs.first[pair] ?? Number.NaN) * entries + (pairs.second[pair] ?? Number.NaN);
    if (always || lead > critical) significant[place] = 1;
  }
  return significant;
}
