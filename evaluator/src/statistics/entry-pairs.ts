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
  const spreads = new Float64Array((entries * (entries - 1)) / 2);
  const centres = new Float64Array(spreads.length);
  const rounded = new Uint8Array(spreads.length);
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
      else ofDifferences(sample, a, b, { spreads, centres, rounded });
    }
    read += (b + 1) * count;
    if (read < pieceLength) continue;
    read = 0;
    yield;
  }
  return { spreads, centres, rounded };
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
