import type { BootstrapEstimate } from "./bootstrap-interval.ts";

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
  const ordered = orderedPairs(sample, yield* pairSpreads(sample));
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

/** Replicates read in one piece, between which a server can serve others. */
const pieceLength = 20_000_000;

interface Sample {
  readonly entries: number;
  readonly count: number;
  /** Higher is better. `[K]` */
  readonly points: Float64Array;
  /** `[K, B]` */
  readonly replicates: Float64Array;
}

function sampleOf(entries: readonly BootstrapEstimate[], better: "higher" | "lower"): Sample {
  const sign = better === "higher" ? 1 : -1;
  const count = entries[0]?.replicates.length ?? 0;
  const points = Float64Array.from(entries, ({ point }) => sign * point);
  const all = new Float64Array(entries.length * count);
  for (const [entry, { point, replicates }] of entries.entries()) {
    if (replicates.length !== count) {
      throw new RangeError(`entry ${entry} has ${replicates.length} replicates, entry 0 has ${count}`);
    }
    for (let r = 0; r < count; r++) {
      const value = replicates[r] ?? Number.NaN;
      if (!Number.isFinite(value - point)) {
        throw new RangeError(
          `entry ${entry} is ${value} in replicate ${r} and ${point} in all; expected numbers`,
        );
      }
      all[entry * count + r] = sign * value;
    }
  }
  return { entries: entries.length, count, points, replicates: all };
}

/** Place of the pair a < b in a list of all pairs. */
const placeOf = (a: number, b: number) => (b * (b - 1)) / 2 + a;

interface PairSpreads {
  /** Standard deviation of each pair's difference a - b over the replicates. `[K (K - 1) / 2]` */
  readonly spreads: Float64Array;
  /** What deviations of the difference are taken from: the points' difference. */
  readonly centres: Float64Array;
}

/**
 * From the Gram matrix of the centred replicates: var(a) + var(b) - 2 cov(a, b). Of pairs that differ by nearly the same,
 * that sum is nothing but rounding errors: theirs is taken from the differences themselves.
 */
function* pairSpreads(sample: Sample): Generator<void, PairSpreads> {
  const { entries, count, points } = sample;
  const centred = centredRows(sample);
  const spreads = new Float64Array((entries * (entries - 1)) / 2);
  const centres = new Float64Array(spreads.length);
  const covariances = new Float64Array(entries);
  const variances = new Float64Array(entries);
  let read = 0;
  for (let b = 0; b < entries; b++) {
    covariancesOf(centred, b, count, covariances);
    variances[b] = covariances[b] ?? Number.NaN;
    for (let a = 0; a < b; a++) {
      const pair = placeOf(a, b);
      centres[pair] = (points[a] ?? Number.NaN) - (points[b] ?? Number.NaN);
      const sum = (variances[a] ?? Number.NaN) + (variances[b] ?? Number.NaN);
      const variance = sum - 2 * (covariances[a] ?? Number.NaN);
      if (variance > 1e-6 * sum) spreads[pair] = Math.sqrt(variance);
      else ofDifferences(sample, a, b, { spreads, centres });
    }
    read += (b + 1) * count;
    if (read < pieceLength) continue;
    read = 0;
    yield;
  }
  return { spreads, centres };
}

function centredRows({ entries, count, replicates }: Sample): Float64Array {
  const centred = replicates.slice();
  for (let entry = 0; entry < entries; entry++) {
    const row = centred.subarray(entry * count, (entry + 1) * count);
    const mean = row.reduce((sum, value) => sum + value, 0) / count;
    for (let r = 0; r < count; r++) row[r] = (row[r] ?? Number.NaN) - mean;
  }
  return centred;
}

/** Of row b with each row up to itself, four at a time: what is read of b serves all four. */
function covariancesOf(centred: Float64Array, b: number, count: number, covariances: Float64Array): void {
  const own = centred.subarray(b * count, (b + 1) * count);
  for (let a = 0; a <= b; a += 4) {
    // Beyond b the last row again: its sum is not used.
    const rows = [a, a + 1, a + 2, a + 3].map((row) => {
      const known = Math.min(row, b);
      return centred.subarray(known * count, (known + 1) * count);
    });
    const [first = own, second = own, third = own, fourth = own] = rows;
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let r = 0; r < count; r++) {
      const value = own[r] ?? Number.NaN;
      one += value * (first[r] ?? Number.NaN);
      two += value * (second[r] ?? Number.NaN);
      three += value * (third[r] ?? Number.NaN);
      four += value * (fourth[r] ?? Number.NaN);
    }
    for (const [offset, sum] of [one, two, three, four].entries()) {
      if (a + offset <= b) covariances[a + offset] = sum / (count - 1);
    }
  }
}

/** Measured from the first difference, so that equal ones leave exactly 0. */
function ofDifferences(
  { count, replicates }: Sample,
  a: number,
  b: number,
  { spreads, centres }: PairSpreads,
): void {
  const difference = (r: number) =>
    (replicates[a * count + r] ?? Number.NaN) - (replicates[b * count + r] ?? Number.NaN);
  const first = difference(0);
  let [sum, largest] = [0, 0];
  for (let r = 0; r < count; r++) {
    sum += difference(r) - first;
    largest = Math.max(largest, Math.abs(replicates[a * count + r] ?? 0));
  }
  let squares = 0;
  for (let r = 0; r < count; r++) squares += (difference(r) - first - sum / count) ** 2;
  const spread = Math.sqrt(squares / (count - 1));
  spreads[placeOf(a, b)] = spread;
  // Where only rounding makes them vary, the points' difference is rounded too, by more than the spread perhaps.
  if (spread < 1e-12 * largest) centres[placeOf(a, b)] = first + sum / count;
}

/** Every unordered pair, the one with the better point (or either, where they are level) first. */
interface OrderedPairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** 1 / s; 0 where s is. */
  readonly scale: Float64Array;
  /** d / s, at least 0; infinite where s is 0 and d is not. */
  readonly lead: Float64Array;
  /** d, as far as it is exact. */
  readonly centre: Float64Array;
}

function orderedPairs({ entries, points }: Sample, { spreads, centres }: PairSpreads): OrderedPairs {
  const first = new Uint32Array(spreads.length);
  const second = new Uint32Array(spreads.length);
  const scale = new Float64Array(spreads.length);
  const lead = new Float64Array(spreads.length);
  for (let b = 0; b < entries; b++) {
    for (let a = 0; a < b; a++) {
      const pair = placeOf(a, b);
      const difference = (points[a] ?? Number.NaN) - (points[b] ?? Number.NaN);
      const spread = spreads[pair] ?? Number.NaN;
      [first[pair], second[pair]] = difference >= 0 ? [a, b] : [b, a];
      if (difference < 0) centres[pair] = -(centres[pair] ?? Number.NaN);
      scale[pair] = spread === 0 ? 0 : 1 / spread;
      lead[pair] = difference === 0 ? 0 : Math.abs(difference) / spread;
    }
  }
  return { first, second, scale, lead, centre: centres };
}

/**
 * The greatest studentised deviations of each replicate: of the pairs that never leave the family, since the worse entry
 * comes first, and of those that may, by how great their lead is. A family of a later step is then a union of whole groups
 * and a part of one, so that no step but the first goes through all pairs.
 */
interface Maxima {
  /** `[B]` */
  readonly reversed: Float64Array;
  /** `[groups, B]` */
  readonly byLead: Float64Array;
}

const groupsPerLead = 8;
/** Leads from 12 on share the last group. */
const lastGroup = 12 * groupsPerLead;
const groupOf = (lead: number) => Math.min(lastGroup, Math.floor(lead * groupsPerLead));

function* greatestDeviations(sample: Sample, pairs: OrderedPairs): Generator<void, Maxima> {
  const { count } = sample;
  const reversed = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const byLead = new Float64Array((lastGroup + 1) * count).fill(Number.NEGATIVE_INFINITY);
  let read = 0;
  for (let pair = 0; pair < pairs.scale.length; pair++) {
    const group = groupOf(pairs.lead[pair] ?? Number.NaN);
    raise(sample, pairs, pair, byLead.subarray(group * count, (group + 1) * count), reversed);
    read += 2 * count;
    if (read < pieceLength) continue;
    read = 0;
    yield;
  }
  return { reversed, byLead };
}

/** Takes one pair's deviations into the maxima of its own order and of the reversed one. */
function raise(
  { count, replicates }: Sample,
  { first, second, scale, centre }: OrderedPairs,
  pair: number,
  forward: Float64Array,
  reversed: Float64Array,
): void {
  const factor = scale[pair] ?? Number.NaN;
  if (factor === 0) return;
  const middle = centre[pair] ?? Number.NaN;
  const a = (first[pair] ?? Number.NaN) * count;
  const b = (second[pair] ?? Number.NaN) * count;
  for (let r = 0; r < count; r++) {
    const difference = (replicates[a + r] ?? Number.NaN) - (replicates[b + r] ?? Number.NaN);
    const deviation = (difference - middle) * factor;
    if (deviation > (forward[r] ?? Number.NaN)) forward[r] = deviation;
    if (-deviation > (reversed[r] ?? Number.NaN)) reversed[r] = -deviation;
  }
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

/** T of each replicate, over all reversed pairs and those that lead by at most `most`. */
function greatestOfFamily(sample: Sample, pairs: OrderedPairs, maxima: Maxima, most: number): Float64Array {
  const { count } = sample;
  const greatest = maxima.reversed.slice();
  const cut = most === Number.POSITIVE_INFINITY ? lastGroup + 1 : groupOf(most);
  for (let group = 0; group < cut; group++) {
    for (let r = 0; r < count; r++) {
      const own = maxima.byLead[group * count + r] ?? Number.NaN;
      if (own > (greatest[r] ?? Number.NaN)) greatest[r] = own;
    }
  }
  if (cut > lastGroup) return greatest;
  const reversed = maxima.reversed.slice();
  for (let pair = 0; pair < pairs.lead.length; pair++) {
    const lead = pairs.lead[pair] ?? Number.NaN;
    if (lead <= most && groupOf(lead) === cut) raise(sample, pairs, pair, greatest, reversed);
  }
  return greatest;
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
