import studentCdf from "@stdlib/stats-base-dists-t-cdf";
import { mulberry32 } from "#contract/statistics";

/** What training again with another seed changes: one figure for all backbones of a column. */
export interface SeedNoise {
  /** Of one seed's value round its backbone's mean, in the metric's unit. */
  readonly standardDeviation: number;
  /** How many values it rests on: seeds less one, summed over the backbones. */
  readonly degreesOfFreedom: number;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The variance within backbones, pooled over a column: few seeds each, yet many together. It stands for every backbone, one
 * with a single seed too, so that fewer seeds never look more certain.
 *
 * @param values of each backbone, a value a seed
 * @returns null where no backbone has two seeds
 */
export function pooledSeedNoise(values: Iterable<readonly number[]>): SeedNoise | null {
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const own of values) {
    const centre = mean(own);
    for (const value of own) squares += (value - centre) ** 2;
    degreesOfFreedom += own.length - 1;
  }
  if (degreesOfFreedom === 0) return null;
  return { standardDeviation: Math.sqrt(squares / degreesOfFreedom), degreesOfFreedom };
}

/** Half-width of the confidence interval of a mean over seeds, for what seeds alone leave open. */
export function seedHalfWidth(noise: SeedNoise, seeds: number, level: number): number {
  const { standardDeviation, degreesOfFreedom } = noise;
  return (studentQuantile((1 + level) / 2, degreesOfFreedom) * standardDeviation) / Math.sqrt(seeds);
}

/** Quantile of Student's t, by bisection of its distribution function. @param probability above 0 and below 1 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degreesOfFreedom);
  let low = 0;
  let high = 1e6;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/** So many degrees of freedom that Student's t is the normal distribution. */
const normal = 1e8;
const quantiles = new Map<number, Float64Array>();

/** The middles of `count` equally likely parts of the normal distribution, in ascending order. */
function normalQuantiles(count: number): Float64Array {
  const known = quantiles.get(count);
  if (known) return known;
  const made = Float64Array.from({ length: count }, (_, part) =>
    studentQuantile((part + 0.5) / count, normal),
  );
  quantiles.set(count, made);
  return made;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return hash >>> 0;
}

/**
 * Draws of the normal distribution, one of each of `count` equally likely parts, so that few are enough; shuffled in an
 * order of the name's own, so that draws of two names are independent and those of one name always the same.
 */
function normalDraws(count: number, name: string): Float64Array {
  const draws = normalQuantiles(count).slice();
  const random = mulberry32(hashOf(name));
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = draws[last] ?? Number.NaN;
    draws[last] = draws[other] ?? Number.NaN;
    draws[other] = moved;
  }
  return draws;
}

/** Beyond these Student's t is the normal distribution but for a hundredth; taken as so many it is a little wider. */
const mostDegreesOfFreedom = 200;

/** How far off the pooled deviation may be: the same for every backbone of a column, as it is pooled. `[count]` */
function deviationDraws(degreesOfFreedom: number, count: number, name: string): Float64Array {
  const terms = Math.min(degreesOfFreedom, mostDegreesOfFreedom);
  const squares = new Float64Array(count);
  for (let term = 0; term < terms; term++) {
    const draws = normalDraws(count, `${name} deviation ${term}`);
    for (let r = 0; r < count; r++) squares[r] = (squares[r] ?? Number.NaN) + (draws[r] ?? Number.NaN) ** 2;
  }
  return squares.map((sum) => Math.sqrt(terms / sum));
}

/**
 * Draws of what seeds leave open in each backbone's mean: normal ones of its own, as wide as the pooled deviation over the
 * root of its seeds, times one that all share, how far off that deviation may be. So a difference of two is Student's t.
 * `[backbones][count]`
 */
export function seedDraws(
  noise: SeedNoise,
  backbones: readonly { readonly id: string; readonly seeds: number }[],
  count: number,
  metric: string,
): Float64Array[] {
  const shared = deviationDraws(noise.degreesOfFreedom, count, metric);
  return backbones.map(({ id, seeds }) => {
    const error = noise.standardDeviation / Math.sqrt(seeds);
    return normalDraws(count, `${id} ${metric}`).map((draw, r) => error * draw * (shared[r] ?? Number.NaN));
  });
}
