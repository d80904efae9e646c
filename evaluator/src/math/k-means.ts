import { greedySeeds, type Seeds } from "./greedy-seeds.ts";
import { type Points, squaredDistance } from "./points.ts";
import type { RandomStream } from "./random.ts";

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

/**
 * K-means: greedy k-means++ starts, Lloyd's iteration, the start with the least inertia. Lloyd's assignments are exact;
 * Elkan's bounds (2003) skip the distances that cannot matter. Deterministic in `random`. `points`: `[N, D]`.
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
export function centred(points: ArrayLike<number>, count: number, dimension: number) {
  const mean = new Float64Array(dimension);
  // Plain loops: `Float64Array.from` with a function takes longer than some starts.
  const data = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += dimension) {
    for (let d = 0; d < dimension; d++) mean[d] += points[at + d] / count;
  }
  for (let at = 0; at < points.length; at += dimension) {
    for (let d = 0; d < dimension; d++) data[at + d] = points[at + d] - mean[d];
  }
  return { mean, points: { data, count, dimension } satisfies Points };
}

function meanVariance({ data, count, dimension }: Points): number {
  let sum = 0;
  for (let j = 0; j < data.length; j++) sum += data[j] * data[j];
  return sum / (count * dimension);
}

/** Lloyd's iteration where it stands. */
interface Clustering {
  readonly points: Points;
  readonly clusters: number;
  /** `[K, D]` */
  readonly centers: Float64Array;
  /** `[N]` */
  readonly labels: Int32Array;
  /** Sum of each cluster's points, kept up as points change sides, `[K, D]` */
  readonly sums: Float64Array;
  /** Points of each cluster, `[K]` */
  readonly sizes: Float64Array;
  /** How far each centre has travelled in all: bounds are stored without it and so stay as they are, `[K]` */
  readonly travelled: Float64Array;
  /** `upper[i] + travelled[labels[i]]` is at least the distance of point i to its own centre, `[N]` */
  readonly upper: Float64Array;
  /** `lower[i * K + c] - travelled[c]` is at most the distance of point i to centre c, `[N, K]` */
  readonly lower: Float64Array;
}

function lloyd(points: Points, seeds: Seeds, maxIterations: number, tolerance: number): KMeansResult {
  const state = startOf(points, seeds);
  const { centers, labels } = state;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    // The seeds' labels are the first assignment.
    if (iteration > 0 && assign(state) === 0) break;
    const moved = moveCenters(state);
    if (moved.reduce((sum, distance) => sum + distance * distance, 0) <= tolerance) {
      assign(state);
      break;
    }
  }
  let inertia = 0;
  for (let i = 0; i < points.count; i++) {
    inertia += squaredDistance(points.data, i, centers, labels[i], points.dimension);
  }
  return { labels, centers, inertia };
}

function startOf(points: Points, { centers, labels, squares }: Seeds): Clustering {
  const { count, dimension } = points;
  const clusters = centers.length / dimension;
  const state: Clustering = {
    ...{ points, clusters, centers, labels },
    sums: new Float64Array(centers.length),
    sizes: new Float64Array(clusters),
    travelled: new Float64Array(clusters),
    upper: squares.map(Math.sqrt),
    lower: new Float64Array(count * clusters),
  };
  for (let i = 0; i < count; i++) addTo(state, labels[i], i, 1);
  return state;
}

/** Counts point `i` as one of the cluster's (`sign` 1), or no longer (-1). */
function addTo({ points, sums, sizes }: Clustering, cluster: number, i: number, sign: 1 | -1): void {
  const { data, dimension } = points;
  sizes[cluster] += sign;
  const to = cluster * dimension;
  const from = i * dimension;
  for (let d = 0; d < dimension; d++) sums[to + d] += sign * data[from + d];
}

/**
 * Gives every point its nearest centre, the lower index on a tie; returns how many changed. No distance is computed to a
 * centre that bounds show to be farther than the own one.
 */
function assign(state: Clustering): number {
  const { points, clusters, centers, labels, travelled, upper, lower } = state;
  const { data, dimension } = points;
  const halves = halfDistances(centers, clusters, dimension);
  let changed = 0;
  for (let i = 0; i < labels.length; i++) {
    const before = labels[i];
    const row = i * clusters;
    let own = before;
    let bound = upper[i] + travelled[own];
    let exact = false;
    for (let c = 0; c < clusters; c++) {
      if (c === own || bound < halves[own * clusters + c] || bound < lower[row + c] - travelled[c]) continue;
      if (!exact) {
        bound = Math.sqrt(squaredDistance(data, i, centers, own, dimension));
        lower[row + own] = bound + travelled[own];
        exact = true;
        if (bound < halves[own * clusters + c] || bound < lower[row + c] - travelled[c]) continue;
      }
      const distance = Math.sqrt(squaredDistance(data, i, centers, c, dimension));
      lower[row + c] = distance + travelled[c];
      if (distance < bound || (distance === bound && c < own)) {
        own = c;
        bound = distance;
      }
    }
    if (exact) upper[i] = bound - travelled[own];
    if (own === before) continue;
    labels[i] = own;
    addTo(state, before, i, -1);
    addTo(state, own, i, 1);
    changed++;
  }
  return changed;
}

/** Half the distance of every two centres: a point nearer to one than that is not nearer to the other. `[K, K]` */
function halfDistances(centers: Float64Array, clusters: number, dimension: number): Float64Array {
  const halves = new Float64Array(clusters * clusters);
  for (let a = 0; a < clusters; a++) {
    for (let b = 0; b < a; b++) {
      const half = Math.sqrt(squaredDistance(centers, a, centers, b, dimension)) / 2;
      halves[a * clusters + b] = half;
      halves[b * clusters + a] = half;
    }
  }
  return halves;
}

/** Moves each centre to the mean of its points; an empty cluster takes the point farthest from its centre. `[K]` moves */
function moveCenters(state: Clustering): Float64Array {
  const { points, clusters, centers, sums, sizes, travelled } = state;
  const { data, dimension } = points;
  const taken = new Set<number>();
  const next = new Float64Array(centers.length);
  for (let c = 0; c < clusters; c++) {
    const donor = sizes[c] === 0 ? farthestPoint(state, taken) : -1;
    for (let d = 0; d < dimension; d++) {
      next[c * dimension + d] = donor >= 0 ? data[donor * dimension + d] : sums[c * dimension + d] / sizes[c];
    }
  }
  const moved = new Float64Array(clusters);
  for (let c = 0; c < clusters; c++) {
    moved[c] = Math.sqrt(squaredDistance(centers, c, next, c, dimension));
    travelled[c] += moved[c];
  }
  centers.set(next);
  return moved;
}

function farthestPoint({ points, centers, labels }: Clustering, taken: Set<number>): number {
  let farthest = 0;
  let distance = -1;
  for (let i = 0; i < points.count; i++) {
    const square = squaredDistance(points.data, i, centers, labels[i], points.dimension);
    if (square > distance && !taken.has(i)) {
      farthest = i;
      distance = square;
    }
  }
  taken.add(farthest);
  return farthest;
}
