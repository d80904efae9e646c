import { type OrderedPairs, pieceLength, placeOf, type Sample } from "./entry-pairs.ts";

/**
 * The greatest studentised deviations of each replicate: of the pairs that never leave the family, since the worse entry
 * comes first, and of those that may, by how great their lead is. A family of a later step is then a union of whole groups
 * and a part of one, so that no step but the first goes through all pairs.
 */
export interface Maxima {
  /** `[B]` */
  readonly reversed: Float64Array;
  /** `[groups, B]` */
  readonly byLead: Float64Array;
}

const groupsPerLead = 8;
/** Leads from 12 on share the last group. */
const lastGroup = 12 * groupsPerLead;
const groupOf = (lead: number) => Math.min(lastGroup, Math.floor(lead * groupsPerLead));

/**
 * Hundreds of entries have pairs by the ten thousands, of which few are the greatest anywhere. So entries stand in blocks of
 * like spread, and two blocks are looked at only on replicates where their bound, the widest span of deviations between them
 * over the least s, is above what is known already: of `reversed`, which is in every family. What is passed over cannot be
 * a maximum, so nothing changes but the time. Of each replicate the entries that are farthest apart come first: their pair
 * is nearly its greatest.
 */
export function* greatestDeviations(sample: Sample, pairs: OrderedPairs): Generator<void, Maxima> {
  const { count } = sample;
  const maxima: Maxima = {
    reversed: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    byLead: new Float64Array((lastGroup + 1) * count).fill(Number.NEGATIVE_INFINITY),
  };
  const spreads = spreadsOf(sample);
  raiseFarthest(sample, pairs, spreads, maxima);
  const blocks = blocksOf(sample, spreads);
  const open = new Uint32Array(count);
  let read = 0;
  for (const [own, first] of blocks.entries()) {
    for (const second of blocks.slice(own)) {
      const between = pairsBetween(first.entries, second.entries);
      const opened = openReplicates(sample, pairs, [first, second], between, maxima.reversed, open);
      for (const pair of opened === 0 ? [] : between) {
        raiseOwn(sample, pairs, pair, { at: open, length: opened }, maxima);
      }
      read += 4 * count + 2 * opened * between.length;
      if (read < pieceLength) continue;
      read = 0;
      yield;
    }
  }
  return maxima;
}

/** Of each entry, how far replicates are from its point: the root of the sum of squares. `[K]` */
function spreadsOf({ entries, count, points, replicates }: Sample): Float64Array {
  return Float64Array.from({ length: entries }, (_, entry) => {
    let sum = 0;
    for (let r = 0; r < count; r++) {
      sum += ((replicates[entry * count + r] ?? Number.NaN) - (points[entry] ?? Number.NaN)) ** 2;
    }
    return Math.sqrt(sum);
  });
}

/** On each replicate the pair of those entries that are farthest up and down, in units of their own spread. */
function raiseFarthest(sample: Sample, pairs: OrderedPairs, spreads: Float64Array, maxima: Maxima): void {
  const { entries, count, points, replicates } = sample;
  const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const up = new Uint32Array(count);
  const down = new Uint32Array(count);
  for (let entry = 0; entry < entries; entry++) {
    const [point, spread] = [points[entry] ?? Number.NaN, spreads[entry] ?? Number.NaN];
    for (let r = 0; r < count; r++) {
      const far = ((replicates[entry * count + r] ?? Number.NaN) - point) / spread;
      if (far > (highest[r] ?? Number.NaN)) {
        highest[r] = far;
        up[r] = entry;
      }
      if (far < (lowest[r] ?? Number.NaN)) {
        lowest[r] = far;
        down[r] = entry;
      }
    }
  }
  const at = new Uint32Array(1);
  for (let r = 0; r < count; r++) {
    const [a, b] = [up[r] ?? 0, down[r] ?? 0];
    at[0] = r;
    if (a !== b) raiseOwn(sample, pairs, placeOf(Math.min(a, b), Math.max(a, b)), { at, length: 1 }, maxima);
  }
}

interface Block {
  readonly entries: readonly number[];
  /** The greatest and the least difference of a replicate and its point, over the entries. `[B]` */
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
}

const blockLength = 8;

/** By falling spread. */
function blocksOf({ entries, count, points, replicates }: Sample, spreads: Float64Array): Block[] {
  const order = Array.from(spreads.keys()).sort((a, b) => (spreads[b] ?? 0) - (spreads[a] ?? 0));
  const blocks: Block[] = [];
  for (let start = 0; start < entries; start += blockLength) {
    const own = order.slice(start, start + blockLength);
    const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    for (const entry of own) {
      for (let r = 0; r < count; r++) {
        const value = (replicates[entry * count + r] ?? Number.NaN) - (points[entry] ?? Number.NaN);
        if (value > (highest[r] ?? Number.NaN)) highest[r] = value;
        if (value < (lowest[r] ?? Number.NaN)) lowest[r] = value;
      }
    }
    blocks.push({ entries: own, highest, lowest });
  }
  return blocks;
}

/** Places of all pairs of one entry of each list; of a list with itself, each pair once. */
function pairsBetween(first: readonly number[], second: readonly number[]): number[] {
  const pairs: number[] = [];
  for (const [place, a] of first.entries()) {
    for (const b of first === second ? second.slice(place + 1) : second) {
      pairs.push(placeOf(Math.min(a, b), Math.max(a, b)));
    }
  }
  return pairs;
}

/** Replicates on which a pair of the blocks may be a maximum, written into `open`; how many. */
function openReplicates(
  { count }: Sample,
  { scale, rounded }: OrderedPairs,
  [first, second]: readonly [Block, Block],
  between: readonly number[],
  reversed: Float64Array,
  open: Uint32Array,
): number {
  // Of a pair that rounding alone sets apart, the span says nothing.
  let greatest = 0;
  for (const pair of between) {
    greatest = Math.max(greatest, rounded[pair] ? Number.POSITIVE_INFINITY : (scale[pair] ?? Number.NaN));
  }
  const factor = greatest * (1 + roundingOfSpans);
  const { highest: firstHigh, lowest: firstLow } = first;
  const { highest: secondHigh, lowest: secondLow } = second;
  let length = 0;
  for (let r = 0; r < count; r++) {
    const known = reversed[r] ?? Number.NaN;
    const up = (firstHigh[r] ?? Number.NaN) - (secondLow[r] ?? Number.NaN);
    const down = (secondHigh[r] ?? Number.NaN) - (firstLow[r] ?? Number.NaN);
    // Not "above": infinity times nothing is not a number, and has to be looked at.
    if (!(up * factor <= known && down * factor <= known)) {
      open[length] = r;
      length += 1;
    }
  }
  return length;
}

/** Far more than a span of deviations is off where its pairs are not `rounded`. */
const roundingOfSpans = 1e-3;

/** Takes one pair's deviations into the maxima of its group and of the reversed order. */
function raiseOwn(
  sample: Sample,
  pairs: OrderedPairs,
  pair: number,
  on: { at: Uint32Array; length: number },
  { byLead, reversed }: Maxima,
): void {
  const from = groupOf(pairs.lead[pair] ?? Number.NaN) * sample.count;
  raise(sample, pairs, pair, on, { values: byLead, from }, reversed);
}

/** Takes one pair's deviations on some replicates into the maxima of its own order and of the reversed one; those of its own stand in a list, `from` a place on. */
function raise(
  { count, replicates }: Sample,
  { first, second, scale, centre }: OrderedPairs,
  pair: number,
  { at, length }: { at: Uint32Array; length: number },
  forward: { values: Float64Array; from: number },
  reversed: Float64Array,
): void {
  const { values, from } = forward;
  const factor = scale[pair] ?? Number.NaN;
  if (factor === 0) return;
  const middle = centre[pair] ?? Number.NaN;
  const a = (first[pair] ?? Number.NaN) * count;
  const b = (second[pair] ?? Number.NaN) * count;
  for (let index = 0; index < length; index++) {
    const r = at[index] ?? Number.NaN;
    const difference = (replicates[a + r] ?? Number.NaN) - (replicates[b + r] ?? Number.NaN);
    const deviation = (difference - middle) * factor;
    if (deviation > (values[from + r] ?? Number.NaN)) values[from + r] = deviation;
    if (-deviation > (reversed[r] ?? Number.NaN)) reversed[r] = -deviation;
  }
}

/** T of each replicate, over all reversed pairs and those that lead by at most `most`. */
export function greatestOfFamily(
  sample: Sample,
  pairs: OrderedPairs,
  maxima: Maxima,
  most: number,
): Float64Array {
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
  const all = { at: Uint32Array.from({ length: count }, (_, r) => r), length: count };
  for (let pair = 0; pair < pairs.lead.length; pair++) {
    const lead = pairs.lead[pair] ?? Number.NaN;
    if (lead <= most && groupOf(lead) === cut)
      raise(sample, pairs, pair, all, { values: greatest, from: 0 }, reversed);
  }
  return greatest;
}
