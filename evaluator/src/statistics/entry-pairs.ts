import type { BootstrapEstimate } from "./bootstrap-interval.ts";

/** Replicates of entries, and how far each pair of them is apart: what `simultaneousRanks` works on. */

/** Replicates read in one piece, between which a server can serve others. */
export const pieceLength = 20_000_000;

export interface Sample {
  readonly entries: number;
  readonly count: number;
  /** Higher is better. `[K]` */
  readonly points: Float64Array;
  /** `[K, B]` */
  readonly replicates: Float64Array;
}

export function sampleOf(entries: readonly BootstrapEstimate[], better: "higher" | "lower"): Sample {
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
export const placeOf = (a: number, b: number) => (b * (b - 1)) / 2 + a;

/** Every unordered pair, the one with the better point (or either, where they are level) first. */
export interface OrderedPairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** 1 / s; 0 where s is. */
  readonly scale: Float64Array;
  /** d / s, at least 0; infinite where s is 0 and d is not. */
  readonly lead: Float64Array;
  /** d, as far as it is exact. */
  readonly centre: Float64Array;
  /** 1 where nothing but rounding makes d vary. */
  readonly rounded: Uint8Array;
}

export function* orderedPairs(sample: Sample): Generator<void, OrderedPairs> {
  const { entries, points } = sample;
  const { spreads, centres, rounded } = yield* pairSpreads(sample);
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
  return { first, second, scale, lead, centre: centres, rounded };
}

interface PairSpreads {
  /** Standard deviation of each pair's difference a - b over the replicates. `[K (K - 1) / 2]` */
  readonly spreads: Float64Array;
  /** What deviations of the difference are taken from: the points' difference. */
  readonly centres: Float64Array;
  /** 1 where nothing but rounding makes the difference vary. */
  readonly rounded: Uint8Array;
}

/**
 * From the Gram matrix of the centred replicates: var(a) + var(b) - 2 cov(a, b). Of pairs that differ by nearly the same,
 * that sum is nothing but rounding errors: theirs is taken from the differences themselves.
 */
function* pairSpreads(sample: Sample): Generator<void, PairSpreads> {
  const { entries, count, points } = sample;
  const centred = centredRows(sample);
  const variances = Float64Array.from({ length: entries }, (_, entry) => variance(centred, entry, count));
  const spreads = new Float64Array((entries * (entries - 1)) / 2);
  const centres = new Float64Array(spreads.length);
  const rounded = new Uint8Array(spreads.length);
  const take = (a: number, b: number, covariance: number) => {
    const pair = placeOf(a, b);
    centres[pair] = (points[a] ?? Number.NaN) - (points[b] ?? Number.NaN);
    const sum = (variances[a] ?? Number.NaN) + (variances[b] ?? Number.NaN);
    const ofDifference = sum - 2 * covariance;
    if (ofDifference > 1e-6 * sum) spreads[pair] = Math.sqrt(ofDifference);
    else ofDifferences(sample, a, b, { spreads, centres, rounded });
  };
  const products = new Float64Array(tall * wide);
  let read = 0;
  for (let b = 0; b < entries; b += tall) {
    for (let a = 0; a < b + tall; a += wide) {
      productsOf(centred, count, a, b, products);
      for (const [place, product] of products.entries()) {
        const [first, second] = [a + (place % wide), b + Math.floor(place / wide)];
        if (first < second && second < entries) take(first, second, product / (count - 1));
      }
    }
    read += tall * (b + 1) * count;
    if (read < pieceLength) continue;
    read = 0;
    yield;
  }
  return { spreads, centres, rounded };
}

function variance(centred: Float64Array, entry: number, count: number): number {
  let sum = 0;
  for (let r = entry * count; r < (entry + 1) * count; r++) sum += (centred[r] ?? Number.NaN) ** 2;
  return sum / (count - 1);
}

/** Rows whose products are summed at once: what is read of one serves all those of the other side. */
const [wide, tall] = [4, 2];

/** Rows of zeros follow the entries', so that every tile of rows is whole. */
function centredRows({ entries, count, replicates }: Sample): Float64Array {
  const centred = new Float64Array((entries + wide) * count);
  centred.set(replicates);
  for (let entry = 0; entry < entries; entry++) {
    const row = centred.subarray(entry * count, (entry + 1) * count);
    const mean = row.reduce((sum, value) => sum + value, 0) / count;
    for (let r = 0; r < count; r++) row[r] = (row[r] ?? Number.NaN) - mean;
  }
  return centred;
}

/** Sums over the replicates of rows a to a + 3 times rows b and b + 1, those of b first. */
function productsOf(rows: Float64Array, count: number, a: number, b: number, products: Float64Array): void {
  const [a0, a1, a2, a3] = [a * count, (a + 1) * count, (a + 2) * count, (a + 3) * count];
  const [b0, b1] = [b * count, (b + 1) * count];
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  for (let r = 0; r < count; r++) {
    const x0 = rows[a0 + r] ?? Number.NaN;
    const x1 = rows[a1 + r] ?? Number.NaN;
    const x2 = rows[a2 + r] ?? Number.NaN;
    const x3 = rows[a3 + r] ?? Number.NaN;
    const y0 = rows[b0 + r] ?? Number.NaN;
    const y1 = rows[b1 + r] ?? Number.NaN;
    s00 += x0 * y0;
    s01 += x1 * y0;
    s02 += x2 * y0;
    s03 += x3 * y0;
    s10 += x0 * y1;
    s11 += x1 * y1;
    s12 += x2 * y1;
    s13 += x3 * y1;
  }
  products.set([s00, s01, s02, s03, s10, s11, s12, s13]);
}

/** Measured from the first difference, so that equal ones leave exactly 0. */
function ofDifferences(
  { count, replicates }: Sample,
  a: number,
  b: number,
  { spreads, centres, rounded }: PairSpreads,
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
  if (spread < 1e-12 * largest) {
    centres[placeOf(a, b)] = first + sum / count;
    rounded[placeOf(a, b)] = 1;
  }
}
