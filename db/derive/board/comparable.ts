import { bootstrapReplicateCount, type MetricId } from "#contract";
import type { BootstrapEstimate } from "#contract/statistics";
import { meanReplicates, meanValue, type SeedValue } from "./cell.ts";
import { type SeedNoise, seedDraws } from "./seed-noise.ts";

/** Of one metric; at least one seed. */
export type SeedsOfBackbone = readonly [backboneId: string, seeds: readonly SeedValue[]];

/** What backbones of one column are compared by, in ranks and in differences. */
export interface Comparable {
  /** In the order of the column. */
  readonly estimates: readonly BootstrapEstimate[];
  /** Resamples on which the metric is defined for all, ascending: replicate i of each estimate is of the i-th of them. */
  readonly resamples: Uint32Array;
}

/** A tenth of all: of fewer the tails say nothing. */
const fewestResamples = bootstrapReplicateCount / 10;

/**
 * Each backbone's mean over seeds with its replicates, every one moved by what seeds leave open: what is made of them then
 * covers test images and seeds, as a score's interval does. Resamples on which the metric is not defined, which the test
 * images decide and so for all alike, are left out.
 *
 * @param noise of the whole column; null: test images alone
 * @returns null unless all were resampled with the same indices, and enough of these say something
 */
export function comparableOf(
  metric: MetricId,
  column: readonly SeedsOfBackbone[],
  noise: SeedNoise | null,
): Comparable | null {
  const hashes = new Set(column.flatMap(([, seeds]) => seeds.map((seed) => seed.indicesSha256)));
  const means = column.flatMap(([, seeds]) => meanReplicates(seeds) ?? []);
  const count = means[0]?.length ?? 0;
  if (hashes.size !== 1 || means.length < column.length) return null;
  if (means.some(({ length }) => length !== count)) return null;
  const resamples = definedForAll(means, count);
  if (resamples.length < Math.min(fewestResamples, count)) return null;
  const draws =
    noise &&
    seedDraws(
      noise,
      column.map(([id, seeds]) => ({ id, seeds: seeds.length })),
      count,
      metric,
    );
  const estimates = column.map(([, seeds], index) => {
    const [own, moved] = [means[index], draws?.[index]];
    const replicates = new Float64Array(resamples.length);
    for (let place = 0; place < replicates.length; place++) {
      const r = resamples[place] ?? Number.NaN;
      replicates[place] = (own?.[r] ?? Number.NaN) + (moved?.[r] ?? 0);
    }
    return { point: meanValue(seeds), replicates };
  });
  return { estimates, resamples };
}

function definedForAll(means: readonly ArrayLike<number>[], count: number): Uint32Array {
  const undefinedFor = new Uint32Array(count);
  // By index: these are millions.
  for (const own of means) {
    for (let r = 0; r < count; r++) if (!Number.isFinite(own[r])) undefinedFor[r] = 1;
  }
  return Uint32Array.from(undefinedFor.keys()).filter((r) => undefinedFor[r] === 0);
}
