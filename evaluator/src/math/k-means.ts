import { type RandomStream, uniformFraction, uniformInteger } from "./random.ts";

export interface KMeansOptions {
  readonly clusters: number;
  /** Independent k-means++ starts, the best kept: 15 (authors' released code). */
  readonly starts: number;
  /** Lloyd iterations a start, at most: 300 (scikit-learn). */
  readonly maxIterations: number;
  /** Stop when the centres together move less than this share of the mean variance, squared: 1e-4 (scikit-learn). */
  readonly tolerance: number;
}

/** The protocol's settings, but for the number of clusters. */
export const protocolKMeans = { starts: 15, maxIterations: 300, tolerance: 1e-4 } as const;

export interface KMeansResult {
  /** Cluster of each point, `[N]` */
  readonly labels: Int32Array;
  /** `[K, D]` */
  readonly centers: Float64Array;
  /** Sum of squared distances to the points' centres. */
  readonly inertia: number;
}

/** Row-major points, `[N, D]`. */
interface Points {
  readonly data: Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/**
 * K-means: greedy k-means++ starts (Arthur and Vassilvitskii 2007, with scikit-learn's 2 + floor(ln k) candidates),
 * Lloyd's iteration, the start with the least inertia. Lloyd's assignments are exact; Hamerly's bounds (2010) skip
 * the distances that cannot matter. Deterministic in `random`. `points`: `[N, D]`.
 * Throws RangeError where there are fewer points than clusters.
 */
export function kMeans(
  points: ArrayLike<number>,
  dimension: number,
  options: KMeansOptions,
  random: RandomStream,
): KMeansResult {
  const count = points.length / dimension;
  if (!Number.isInteger(count) || options.clusters < 1 || count < options.clusters) {
    throw new RangeError(
      `${points.length} values of ${dimension}-d points into ${options.clusters} clusters; expected whole points, at least one a cluster`,
    );
  }
  const set = centred(points, count, dimension);
  const tolerance = options.tolerance * meanVariance(set.points);
  let best: KMeansResult | null = null;
  for (let start = 0; start < options.starts; start++) {
    const seeds = greedySeeds(set.points, options.clusters, random);
    const found = lloyd(set.points, seeds, options.maxIterations, tolerance);
    if (best === null || found.inertia < best.inertia) best = found;
  }
  if (best === null) throw new RangeError(`${options.starts} starts; expected at least 1`);
  const centers = best.centers.map((value, i) => value + set.mean[i % dimension]);
  return { ...best, centers };
}

/** Centring keeps squared distances of points far from the origin accurate. */
function centred(points: ArrayLike<number>, count: number, dimension: number) {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < points.length; i++) mean[i % dimension] += points[i] / count;
  const data = Float64Array.from(points, (value, i) => value - mean[i % dimension]);
  return { mean, points: { data, count, dimension } satisfies Points };
}

function meanVariance({ data, count, dimension }: Points): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum / (count * dimension);
}

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, dimension: number): number {
  const p = i * dimension;
  const q = j * dimension;
  let sum = 0;
  for (let d = 0; d < dimension; d++) {
    const difference = a[p + d] - b[q + d];
    sum += difference * difference;
  }
  return sum;
}

/** The smaller of `known` and the squared distance of the points at `p` and `q`: given up once it is not the smaller. */
function closerSquare(data: Float64Array, p: number, q: number, dimension: number, known: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; ) {
    if (sum >= known) return known;
    for (const end = Math.min(d + 8, dimension); d < end; d++) {
      const difference = data[p + d] - data[q + d];
      sum += difference * difference;
    }
  }
  return Math.min(sum, known);
}

/** Each new centre is the best of a few candidates drawn in proportion to the squared distance from those so far. */
function greedySeeds(points: Points, clusters: number, random: RandomStream): Float64Array {
  const { data, count, dimension } = points;
  const centers = new Float64Array(clusters * dimension);
  const candidates = 2 + Math.floor(Math.log(clusters));
  const take = (index: number, cluster: number) =>
    centers.set(data.subarray(index * dimension, (index + 1) * dimension), cluster * dimension);
  const first = uniformInteger(random, count);
  take(first, 0);
  let nearest = Float64Array.from({ length: count }, (_, i) =>
    squaredDistance(data, i, data, first, dimension),
  );
  for (let cluster = 1; cluster < clusters; cluster++) {
    const potential = nearest.reduce((sum, value) => sum + value, 0);
    let best = { potential: Number.POSITIVE_INFINITY, index: 0, nearest };
    for (let c = 0; c < candidates; c++) {
      const index = drawProportional(nearest, uniformFraction(random) * potential);
      const closer = new Float64Array(count);
      let sum = 0;
      for (let i = 0; i < count; i++) {
        closer[i] = closerSquare(data, i * dimension, index * dimension, dimension, nearest[i]);
        sum += closer[i];
      }
      if (sum < best.potential) best = { potential: sum, index, nearest: closer };
    }
    take(best.index, cluster);
    nearest = best.nearest;
  }
  return centers;
}

function drawProportional(weights: Float64Array, target: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    if (sum > target) return i;
  }
  return weights.length - 1;
}

function lloyd(
  points: Points,
  centers: Float64Array,
  maxIterations: number,
  tolerance: number,
): KMeansResult {
  const { data, count, dimension } = points;
  const clusters = centers.length / dimension;
  const labels = new Int32Array(count);
  const upper = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const lower = new Float64Array(count);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const changed = assign(points, centers, labels, upper, lower);
    if (iteration > 0 && changed === 0) break;
    const moved = moveCenters(points, centers, labels, clusters);
    shiftBounds(labels, moved, upper, lower);
    if (moved.reduce((sum, distance) => sum + distance * distance, 0) <= tolerance) {
      assign(points, centers, labels, upper, lower);
      break;
    }
  }
  let inertia = 0;
  for (let i = 0; i < count; i++) inertia += squaredDistance(data, i, centers, labels[i], dimension);
  return { labels, centers, inertia };
}

/**
 * Gives every point its nearest centre, the lower index on a tie; returns how many changed. `upper` bounds the
 * distance to the own centre, `lower` that to any other: where they cannot cross, no distance is computed.
 */
function assign(
  { data, count, dimension }: Points,
  centers: Float64Array,
  labels: Int32Array,
  upper: Float64Array,
  lower: Float64Array,
): number {
  const clusters = centers.length / dimension;
  const halfGap = halfDistanceToNextCenter(centers, clusters, dimension);
  let changed = 0;
  for (let i = 0; i < count; i++) {
    const safe = Math.max(halfGap[labels[i]], lower[i]);
    if (upper[i] < safe) continue;
    upper[i] = Math.sqrt(squaredDistance(data, i, centers, labels[i], dimension));
    if (upper[i] < safe) continue;
    let nearest = -1;
    let first = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let c = 0; c < clusters; c++) {
      const square = squaredDistance(data, i, centers, c, dimension);
      if (square < first) {
        second = first;
        first = square;
        nearest = c;
      } else if (square < second) {
        second = square;
      }
    }
    upper[i] = Math.sqrt(first);
    lower[i] = Math.sqrt(second);
    if (nearest !== labels[i]) {
      labels[i] = nearest;
      changed++;
    }
  }
  return changed;
}

function halfDistanceToNextCenter(centers: Float64Array, clusters: number, dimension: number): Float64Array {
  const half = new Float64Array(clusters).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < clusters; a++) {
    for (let b = 0; b < a; b++) {
      const distance = Math.sqrt(squaredDistance(centers, a, centers, b, dimension)) / 2;
      half[a] = Math.min(half[a], distance);
      half[b] = Math.min(half[b], distance);
    }
  }
  return half;
}

/** Moves each centre to the mean of its points; an empty cluster takes the point farthest from its centre. `[K]` moves */
function moveCenters(
  points: Points,
  centers: Float64Array,
  labels: Int32Array,
  clusters: number,
): Float64Array {
  const { data, count, dimension } = points;
  const sums = new Float64Array(centers.length);
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < count; i++) {
    sizes[labels[i]]++;
    const to = labels[i] * dimension;
    const from = i * dimension;
    for (let d = 0; d < dimension; d++) sums[to + d] += data[from + d];
  }
  const taken = new Set<number>();
  const next = new Float64Array(centers.length);
  for (let c = 0; c < clusters; c++) {
    const donor = sizes[c] === 0 ? farthestPoint(points, centers, labels, taken) : -1;
    for (let d = 0; d < dimension; d++) {
      next[c * dimension + d] = donor >= 0 ? data[donor * dimension + d] : sums[c * dimension + d] / sizes[c];
    }
  }
  const moved = new Float64Array(clusters);
  for (let c = 0; c < clusters; c++) moved[c] = Math.sqrt(squaredDistance(centers, c, next, c, dimension));
  centers.set(next);
  return moved;
}

function farthestPoint(
  { data, count, dimension }: Points,
  centers: Float64Array,
  labels: Int32Array,
  taken: Set<number>,
): number {
  let farthest = 0;
  let distance = -1;
  for (let i = 0; i < count; i++) {
    const square = squaredDistance(data, i, centers, labels[i], dimension);
    if (square > distance && !taken.has(i)) {
      farthest = i;
      distance = square;
    }
  }
  taken.add(farthest);
  return farthest;
}

/** A centre's move loosens every bound by at most its length. */
function shiftBounds(
  labels: Int32Array,
  moved: Float64Array,
  upper: Float64Array,
  lower: Float64Array,
): void {
  const largest = moved.reduce((a, b) => Math.max(a, b), 0);
  for (let i = 0; i < labels.length; i++) {
    upper[i] += moved[labels[i]];
    lower[i] -= largest;
  }
}
