import { uniformInteger, xoshiro128 } from "./random.ts";
import { pooledSums, type SufficientStatistics } from "./sufficient-statistics.ts";

/**
 * Indices of resampled test images, `[replicates, images]`, each row `images` draws with replacement. They depend on
 * the data set's fingerprint and nothing else, so the replicates of any two backbones are paired.
 * Our decision, PROTOCOL.md: xoshiro128** seeded by the first 128 bits of the fingerprint (SHA-256, hexadecimal),
 * read as four big-endian words; unbiased bounded draws; replicate after replicate.
 */
export function resampleIndices(
  fingerprint: string,
  imageCount: number,
  replicateCount: number,
): Uint32Array {
  if (!/^[0-9a-f]{64}$/.test(fingerprint)) {
    throw new RangeError(`fingerprint "${fingerprint}"; expected 64 lower-case hexadecimal digits`);
  }
  const word = (index: number) => Number.parseInt(fingerprint.slice(8 * index, 8 * index + 8), 16);
  const random = xoshiro128([word(0), word(1), word(2), word(3)]);
  const indices = new Uint32Array(replicateCount * imageCount);
  for (let draw = 0; draw < indices.length; draw++) indices[draw] = uniformInteger(random, imageCount);
  return indices;
}

/** How often each image occurs in one replicate's row of indices. `[images]` */
export function resampleMultiplicity(row: ArrayLike<number>, imageCount: number): Uint32Array {
  const multiplicity = new Uint32Array(imageCount);
  for (let draw = 0; draw < row.length; draw++) {
    if (row[draw] >= imageCount) {
      throw new RangeError(`resample index ${row[draw]}; expected below the number of images, ${imageCount}`);
    }
    multiplicity[row[draw]]++;
  }
  return multiplicity;
}

/**
 * A metric on every resample, `[replicates]`. `metric` sees how often each image was drawn.
 * `indices`: `[replicates, images]`, as `resampleIndices` gives.
 */
export function bootstrapReplicates(
  indices: ArrayLike<number> & { subarray(begin: number, end: number): ArrayLike<number> },
  imageCount: number,
  metric: (multiplicity: Uint32Array) => number,
): Float64Array {
  const replicateCount = imageCount === 0 ? 0 : indices.length / imageCount;
  if (!Number.isInteger(replicateCount)) {
    throw new RangeError(`${indices.length} indices; expected a multiple of the ${imageCount} images`);
  }
  const replicates = new Float64Array(replicateCount);
  for (let r = 0; r < replicateCount; r++) {
    const row = indices.subarray(r * imageCount, (r + 1) * imageCount);
    replicates[r] = metric(resampleMultiplicity(row, imageCount));
  }
  return replicates;
}

/** `bootstrapReplicates` of a pooled metric, recomputed exactly from per-image sums. */
export function bootstrapPooled(
  statistics: SufficientStatistics,
  indices: Uint32Array | Uint16Array,
  metric: (sums: Float64Array) => number,
): Float64Array {
  const sums = new Float64Array(statistics.columnCount);
  return bootstrapReplicates(indices, statistics.imageCount, (multiplicity) =>
    metric(pooledSums(statistics, multiplicity, sums)),
  );
}
