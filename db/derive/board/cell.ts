import { type MetricFacts, type MetricId, percentileInterval, type TaskId } from "#contract";
import { studentDraws, studentQuantile } from "./student.ts";

/** Where a number comes from: printed in the paper, made by the evaluator, or made and signed by a maintainer. */
export const sources = ["paper", "measured", "verified"] as const;
export type Source = (typeof sources)[number];

/** One number of the board: the mean over seeds, with what is known about its uncertainty. */
export interface Cell {
  readonly metric: MetricId;
  readonly value: number;
  readonly source: Source;
  readonly seeds: number;
  /** 95 % interval over seeds and resampled test images; null where neither exists (the paper's numbers). */
  readonly interval: readonly [number, number] | null;
  /** 95 % interval of the rank in this column over resampled test images, 1 is best; null where it can't be known. */
  readonly rankInterval: readonly [number, number] | null;
  /** Bundles behind the number, newest first; empty for the paper. */
  readonly resultIds: readonly string[];
}

/** One metric of one stored result: one seed. */
export interface SeedValue {
  readonly resultId: string;
  readonly sequence: number;
  readonly source: Source;
  readonly value: number;
  /** null for the paper. */
  readonly replicates: Float32Array | null;
  readonly indicesSha256: string | null;
}

/** One stored result, as far as the board needs it. */
export interface BoardResult {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly learnableMillions: number | null;
  readonly metrics: Partial<Record<MetricId, SeedValue>>;
}

/** Of every interval on the site. */
export const level = 0.95;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard error of the mean over seeds; null for one seed, which says nothing of others. */
function seedError(seeds: readonly SeedValue[]): { error: number; degreesOfFreedom: number } | null {
  const degreesOfFreedom = seeds.length - 1;
  if (degreesOfFreedom < 1) return null;
  const value = mean(seeds.map((seed) => seed.value));
  const squares = seeds.reduce((sum, seed) => sum + (seed.value - value) ** 2, 0);
  return { error: Math.sqrt(squares / degreesOfFreedom / seeds.length), degreesOfFreedom };
}

type Replicates = Float32Array | Float64Array;

/** Mean over seeds of each replicate; null unless every seed was resampled with the same indices. */
function meanReplicates(seeds: readonly SeedValue[]): Replicates | null {
  const [first] = seeds;
  if (!first?.replicates) return null;
  if (seeds.length === 1) return first.replicates;
  const total = new Float64Array(first.replicates.length);
  for (const seed of seeds) {
    if (!seed.replicates || seed.indicesSha256 !== first.indicesSha256) return null;
    // By index: an iterator over millions of replicates is most of a board's time.
    for (let r = 0; r < total.length; r++) total[r] = (total[r] ?? 0) + (seed.replicates[r] ?? Number.NaN);
  }
  return total.map((sum) => sum / seeds.length);
}

/**
 * 95 % interval of the mean over seeds. Test images: percentile interval of the seeds' mean replicates. Seeds, where
 * there are two or more: t quantile times the standard error. Both half-widths are joined in quadrature.
 */
function intervalOf(seeds: readonly SeedValue[], value: number): readonly [number, number] | null {
  const replicates = meanReplicates(seeds) ?? seeds.find((seed) => seed.replicates)?.replicates;
  if (!replicates) return null;
  const images = percentileInterval(replicates, level);
  const seed = seedError(seeds);
  const ofSeeds = seed ? studentQuantile((1 + level) / 2, seed.degreesOfFreedom) * seed.error : 0;
  return [
    value - Math.hypot(Math.max(0, value - images.low), ofSeeds),
    value + Math.hypot(Math.max(0, images.high - value), ofSeeds),
  ];
}

/** One number of the board from the seeds of one backbone; at least one seed. Its rank is not known yet. */
export function cellOf(metric: MetricFacts, seeds: readonly SeedValue[]): Cell {
  const value = mean(seeds.map((seed) => seed.value));
  const newestFirst = [...seeds].sort((a, b) => b.sequence - a.sequence);
  const [newest] = newestFirst;
  if (!newest) throw new Error(`a cell of ${metric.id} without a result; expected one seed at least`);
  return {
    metric: metric.id,
    value,
    // "verified" only where every seed behind the number is.
    source: seeds.every((seed) => seed.source === newest.source) ? newest.source : "measured",
    seeds: seeds.length,
    interval: intervalOf(seeds, value),
    rankInterval: null,
    resultIds: newest.source === "paper" ? [] : newestFirst.map((seed) => seed.resultId),
  };
}

/** Mean replicates of each backbone in one column; null unless all were resampled with the same indices. */
function pairedReplicates(column: readonly (readonly SeedValue[])[]): Replicates[] | null {
  const paired = new Set(column.flat().map((seed) => seed.indicesSha256)).size === 1;
  const known = column.map(meanReplicates).filter((values) => values !== null);
  return paired && known.length === column.length ? known : null;
}

/** Of one metric; the seeds of a backbone that is not measured are none. */
export type SeedsOfBackbone = readonly [backboneId: string, seeds: readonly SeedValue[]];

/**
 * Replicates by which backbones are compared, in ranks and in differences: each one's mean replicates, every one moved by
 * what its seeds leave open, a draw of Student's t times the standard error of their mean; so what is made of them covers
 * test images and seeds, as a score's interval does. null unless all were resampled with the same indices.
 */
export function comparableReplicates(
  metric: MetricId,
  column: readonly SeedsOfBackbone[],
): Replicates[] | null {
  const paired = pairedReplicates(column.map(([, seeds]) => seeds));
  return (
    paired?.map((replicates, index) => {
      const [backboneId, seeds] = column[index] ?? ["", []];
      const seed = seedError(seeds);
      if (!seed || seed.error === 0) return replicates;
      const draws = studentDraws(seed.degreesOfFreedom, replicates.length, `${backboneId} ${metric}`);
      return draws.map((draw, r) => (replicates[r] ?? Number.NaN) + seed.error * draw);
    }) ?? null
  );
}
