import type { MetricFacts, MetricId, TaskId } from "#contract";
import { percentileInterval } from "#contract/statistics";
import type { ReproductionVerdict } from "../reproduction-verdict.ts";
import type { RankInterval } from "./ranks.ts";
import { type SeedNoise, seedHalfWidth } from "./seed-noise.ts";

/**
 * Where a number comes from: printed in the paper, sent by somebody and accepted by a maintainer, made by a maintainer with
 * the evaluator, or signed by one. Of several behind one number the first of this list is said.
 */
export const sources = ["paper", "submitted", "measured", "verified"] as const;
export type Source = (typeof sources)[number];

export const intervalCoverages = ["images and seeds", "images"] as const;
export type IntervalCovers = (typeof intervalCoverages)[number];

/** One number of the board: the mean over seeds, with what is known about its uncertainty. */
export interface Cell {
  readonly metric: MetricId;
  readonly value: number;
  readonly source: Source;
  readonly seeds: number;
  /** 95 % interval; null where nothing is known that it could be made of (the paper's numbers). */
  readonly interval: readonly [number, number] | null;
  /** What the interval takes into account: seeds only where some backbone of the column has two. */
  readonly intervalCovers: IntervalCovers | null;
  /**
   * Ranks in this column that hold for all its backbones at once with 95 % confidence, 1 is best; the shown rank is the
   * first of them. null where they can't be known.
   */
  readonly rankInterval: RankInterval | null;
  /** What other maintainers' runs of the same cell say of it; null: there is none, or an older state is shown. */
  readonly secondRun: ReproductionVerdict | null;
  /** Bundles behind the number, newest first; empty for the paper. */
  readonly resultIds: readonly string[];
}

/** One metric of one stored result: one seed. */
export interface SeedValue {
  readonly resultId: string;
  readonly sequence: number;
  readonly source: Source;
  readonly value: number;
  /** NaN: the metric is not defined on that resample. null for the paper. */
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

export const meanValue = (seeds: readonly SeedValue[]) =>
  seeds.reduce((sum, { value }) => sum + value, 0) / seeds.length;

type Replicates = Float32Array | Float64Array;

/** Mean over seeds of each replicate; null unless every seed was resampled with the same indices. */
export function meanReplicates(seeds: readonly SeedValue[]): Replicates | null {
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

/** 95 % percentile interval of the replicates that are defined; null where none is. */
export function imageInterval(replicates: ArrayLike<number>): { low: number; high: number } | null {
  const defined = Array.from(replicates).filter(Number.isFinite);
  return defined.length === 0 ? null : percentileInterval(defined, level);
}

/**
 * 95 % interval of the mean over seeds. Test images: percentile interval of the seeds' mean replicates. Seeds: Student's t
 * times the standard error from the column's pooled deviation. Both half-widths are joined in quadrature.
 */
function intervalOf(
  seeds: readonly SeedValue[],
  value: number,
  noise: SeedNoise | null,
): readonly [number, number] | null {
  const replicates = meanReplicates(seeds) ?? seeds.find((seed) => seed.replicates)?.replicates;
  const images = replicates && imageInterval(replicates);
  if (!images) return null;
  const ofSeeds = noise ? seedHalfWidth(noise, seeds.length, level) : 0;
  return [
    value - Math.hypot(Math.max(0, value - images.low), ofSeeds),
    value + Math.hypot(Math.max(0, images.high - value), ofSeeds),
  ];
}

/**
 * One number of the board from the seeds of one backbone; at least one seed. Its rank and second runs are not known yet.
 *
 * @param noise of the whole column; null where it can't be known
 */
export function cellOf(metric: MetricFacts, seeds: readonly SeedValue[], noise: SeedNoise | null): Cell {
  const value = meanValue(seeds);
  const newestFirst = [...seeds].sort((a, b) => b.sequence - a.sequence);
  const [newest] = newestFirst;
  if (!newest) throw new Error(`a cell of ${metric.id} without a result; expected one seed at least`);
  const interval = intervalOf(seeds, value, noise);
  return {
    metric: metric.id,
    value,
    // "verified" only where every seed behind the number is.
    source: sources.find((source) => seeds.some((seed) => seed.source === source)) ?? newest.source,
    seeds: seeds.length,
    interval,
    intervalCovers: interval && (noise ? "images and seeds" : "images"),
    rankInterval: null,
    secondRun: null,
    resultIds: newest.source === "paper" ? [] : newestFirst.map((seed) => seed.resultId),
  };
}
