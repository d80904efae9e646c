import { type Points, squaredDistance } from "./points.ts";
import { type RandomStream, uniformFraction, uniformInteger } from "./random.ts";

/** Points chosen as first centres, and the nearest of them to each point. */
export interface Seeds {
  /** `[K, D]` */
  readonly centers: Float64Array;
  /** Nearest centre of each point, the lower index on a tie, `[N]` */
  readonly labels: Int32Array;
  /** Squared distance to it, `[N]` */
  readonly squares: Float64Array;
}

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007, with scikit-learn's 2 + floor(ln k) candidates): each new centre is
 * the best of a few points drawn in proportion to the squared distance from the centres so far.
 */
export function greedySeeds(points: Points, clusters: number, random: RandomStream): Seeds {
  const { data, count, dimension } = points;
  const centers = new Float64Array(clusters * dimension);
  const candidates = 2 + Math.floor(Math.log(clusters));
  const labels = new Int32Array(count);
  let squares = new Float64Array(count);
  let trial = new Float64Array(count);
  let better = new Float64Array(count);
  const take = (index: number, cluster: number) =>
    centers.set(data.subarray(index * dimension, (index + 1) * dimension), cluster * dimension);
  const first = uniformInteger(random, count);
  take(first, 0);
  for (let i = 0; i < count; i++) squares[i] = squaredDistance(data, i, data, first, dimension);
  for (let cluster = 1; cluster < clusters; cluster++) {
    let potential = 0;
    for (const square of squares) potential += square;
    let best = { potential: Number.POSITIVE_INFINITY, index: 0 };
    for (let c = 0; c < candidates; c++) {
      const index = drawProportional(squares, uniformFraction(random) * potential);
      const sum = closerSquares(points, index, { centers, labels, squares }, cluster, trial);
      if (!(sum < best.potential)) continue;
      best = { potential: sum, index };
      [better, trial] = [trial, better];
    }
    take(best.index, cluster);
    for (let i = 0; i < count; i++) if (better[i] < squares[i]) labels[i] = cluster;
    [squares, better] = [better, squares];
  }
  return { centers, labels, squares };
}

/** What `squares` would be with the point at `index` as a further centre, into `closer`; returns their sum. */
function closerSquares(
  { data, count, dimension }: Points,
  index: number,
  { centers, labels, squares }: Seeds,
  known: number,
  closer: Float64Array,
): number {
  // By the triangle inequality a point is nearer to its own centre than to one twice as far from that centre.
  const reach = Float64Array.from(
    { length: known },
    (_, center) => squaredDistance(data, index, centers, center, dimension) / 4,
  );
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const square = squares[i];
    closer[i] =
      square < reach[labels[i]] ? square : Math.min(square, squaredDistance(data, i, data, index, dimension));
    sum += closer[i];
  }
  return sum;
}

function drawProportional(weights: Float64Array, target: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    if (sum > target) return i;
  }
  return weights.length - 1;
}
