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
 * a maximum, so nothing changes but the time.
 */
export function* greatestDeviations(sample: Sample, pairs: OrderedPairs): Generator<void, Maxima> {
  const { count } = sample;
  const reversed = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const byLead = new Float64Array((lastGroup + 1) * count).fill(Number.NEGATIVE_INFINITY);
  const blocks = blocksOf(sample);
  const open = new Uint32Array(count);
  let read = 0;
  for (const [own, first] of blocks.entries()) {
    for (const second of blocks.slice(own)) {
      const between = pairsBetween(first.entries, second.entries);
      const opened = openReplicates(sample, pairs, [first, second], between, reversed, open);
      for (const pair of opened === 0 ? [] : between) {
        const group = groupOf(pairs.lead[pair] ?? Number.NaN);
        const forward = byLead.subarray(group * count, (group + 1) * count);
        raise(sample, pairs, pair, { at: open, length: opened }, forward, reversed);
      }
      read += 4 * count + 2 * opened * between.length;
      if (read < pieceLength) continue;
      read = 0;
      yield;
    }
  }
  return { reversed, byLead };
}

interface Block {
  readonly entries: readonly number[];
  /** The greatest and the least difference of a replicate and its point, over the entries. `[B]` */
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
}

const blockLength = 8;

/** By falling spread. */
function blocksOf({ entries, count, points, replicates }: Sample): Block[] {
  const deviation = (entry: number, r: number) =>
    (replicates[entry * count + r] ?? Number.NaN) - (points[entry] ?? Number.NaN);
  const squares = Array.from({ length: entries }, (_, entry) => {
    let sum = 0;
    for (let r = 0; r < count; r++) sum += deviation(entry, r) ** 2;
    return sum;
  });
  const order = squares.map((_, entry) => entry).sort((a, b) => (squares[b] ?? 0) - (squares[a] ?? 0));
  const blocks: Block[] = [];
  for (let start = 0; start < entries; start += blockLength) {
    const own = order.slice(start, start + blockLength);
    const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    for (const entry of own) {
      for (let r = 0; r < count; r++) {
        const value = deviation(entry, r);
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
  let length = 0;
  for (let r = 0; r < count; r++) {
    const up = (first.highest[r] ?? Number.NaN) - (second.lowest[r] ?? Number.NaN);
    const down = (second.highest[r] ?? Number.NaN) - (first.lowest[r] ?? Number.NaN);
    const bound = Math.max(up, down) * greatest * (1 + roundingOfSpans);
    if (!(bound <= (reversed[r] ?? Number.NaN))) open[length++] = r;
  }
  return length;
}

/** Far more than a span of deviations is off where its pairs are not `rounded`. */
const roundingOfSpans = 1e-3;

/** Takes one pair's deviations on some replicates into the maxima of its own order and of the reversed one. */
function raise(
  { count, replicates }: Sample,
  { first, second, scale, centre }: OrderedPairs,
  pair: number,
  { at, length }: { at: Uint32Array; length: number },
  forward: Float64Array,
  reversed: Float64Array,
): void {
  const factor = scale[pair] ?? Number.NaN;
  if (factor === 0) return;
  const middle = centre[pair] ?? Number.NaN;
  const a = (first[pair] ?? Number.NaN) * count;
  const b = (second[pair] ?? Number.NaN) * count;
  for (let index = 0; index < length; index++) {
    const r = at[index] ?? Number.NaN;
    const difference = (replicates[a + r] ?? Number.NaN) - (replicates[b + r] ?? Number.NaN);
    const deviation = (difference - middle) * factor;
    if (deviation > (forward[r] ?? Number.NaN)) forward[r] = deviation;
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
    if (lead <= most && groupOf(lead) === cut) raise(sample, pairs, pair, all, greatest, reversed);
  }
  return greatest;
}
