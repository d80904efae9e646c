import { uniformInteger, xoshiro128 } from "./random.ts";
import { pooledSums, type SufficientStatistics } from "./sufficient-statistics.ts";

/** What a resample draws: test images, or groups of them that come together. */
export interface ResampledUnits {
  /** How many there are to draw from; some may hold none of the test images. */
  readonly count: number;
  /** The unit of each test image. `[images]` */
  readonly ofImage: Uint32Array;
}

/** Each test image a unit of its own. */
export const imagesAsUnits = (imageCount: number): ResampledUnits => ({
  count: imageCount,
  ofImage: Uint32Array.from({ length: imageCount }, (_, image) => image),
});

/**
 * Indices of resampled units, `[replicates, units]`, each row `units` draws with replacement. They depend on the seed and
 * nothing else, so that the replicates of any two backbones are paired.
 * Our decision, PROTOCOL.md: xoshiro128** seeded by the first 128 bits of a SHA-256 (hexadecimal), read as four big-endian
 * words; unbiased bounded draws; replicate after replicate.
 */
export function resampleIndices(seedSha256: string, unitCount: number, replicateCount: number): Uint32Array {
  if (!/^[0-9a-f]{64}$/.test(seedSha256)) {
    throw new RangeError(`seed "${seedSha256}"; expected 64 lower-case hexadecimal digits`);
  }
  const word = (index: number) => Number.parseInt(seedSha256.slice(8 * index, 8 * index + 8), 16);
  const random = xoshiro128([word(0), word(1), word(2), word(3)]);
  const indices = new Uint32Array(replicateCount * unitCount);
  for (let draw = 0; draw < indices.length; draw++) indices[draw] = uniformInteger(random, unitCount);
  return indices;
}

/** How often each unit occurs in one replicate's row of indices. `[units]` */
function drawnTimes(row: ArrayLike<number>, unitCount: number): Uint32Array {
  const times = new Uint32Array(unitCount);
  for (let draw = 0; draw < row.length; draw++) {
    if (row[draw] >= unitCount) {
      throw new RangeError(`resample index ${row[draw]}; expected below the number of units, ${unitCount}`);
    }
    times[row[draw]]++;
  }
  return times;
}

/**
 * A metric on every resample, `[replicates]`; NaN where it is not defined. `metric` sees how often each image was drawn: as
 * often as its unit. `indices`: `[replicates, units]`, as `resampleIndices` gives.
 */
export function bootstrapReplicates(
  indices: ArrayLike<number> & { subarray(begin: number, end: number): ArrayLike<number> },
  units: ResampledUnits,
  metric: (multiplicity: Uint32Array) => number,
): Float64Array {
  const replicateCount = units.count === 0 ? 0 : indices.length / units.count;
  if (!Number.isInteger(replicateCount)) {
    throw new RangeError(`${indices.length} indices; expected a multiple of the ${units.count} units`);
  }
  const replicates = new Float64Array(replicateCount);
  for (let r = 0; r < replicateCount; r++) {
    const times = drawnTimes(indices.subarray(r * units.count, (r + 1) * units.count), units.count);
    replicates[r] = metric(units.ofImage.map((unit) => times[unit]));
  }
  return replicates;
}

/** `bootstrapReplicates` of a pooled metric over single images, recomputed exactly from per-image sums. */
export function bootstrapPooled(
  statistics: SufficientStatistics,
  indices: Uint32Array | Uint16Array,
  metric: (sums: Float64Array) => number,
): Float64Array {
  const sums = new Float64Array(statistics.columnCount);
  return bootstrapReplicates(indices, imagesAsUnits(statistics.imageCount), (multiplicity) =>
    metric(pooledSums(statistics, multiplicity, sums)),
  );
}
