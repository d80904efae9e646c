import { describe, expect, test } from "vitest";
import { adjustedRandIndex } from "./adjusted-rand-index.ts";
import { greedySeeds } from "./greedy-seeds.ts";
import { centred, kMeans, protocolKMeans } from "./k-means.ts";
import { uniformFraction, xoshiro128 } from "./random.ts";

function noisyClusters(count: number, dimension: number, clusters: number, noise: number) {
  const random = xoshiro128([count, dimension, clusters, 0]);
  const centers = Float64Array.from({ length: clusters * dimension }, () => 4 * uniformFraction(random));
  const truth = Int32Array.from({ length: count }, (_, i) => i % clusters);
  const points = Float32Array.from({ length: count * dimension }, (_, j) => {
    const center = centers[truth[Math.floor(j / dimension)] * dimension + (j % dimension)];
    return center + noise * (uniformFraction(random) + uniformFraction(random) - 1);
  });
  return { points, truth };
}

/** Lloyd's iteration with every distance computed and every mean taken anew, until no label changes. */
function plainLloyd(points: Float64Array, dimension: number, centers: Float64Array): Int32Array {
  const clusters = centers.length / dimension;
  const labels = new Int32Array(points.length / dimension);
  for (let changed = 1; changed > 0; ) {
    changed = 0;
    const sums = new Float64Array(centers.length);
    const sizes = new Float64Array(clusters);
    for (let i = 0; i < labels.length; i++) {
      const point = points.subarray(i * dimension, (i + 1) * dimension);
      const squares = Array.from({ length: clusters }, (_, c) =>
        point.reduce((sum, value, d) => sum + (value - centers[c * dimension + d]) ** 2, 0),
      );
      const nearest = squares.indexOf(Math.min(...squares));
      if (nearest !== labels[i]) changed++;
      labels[i] = nearest;
      sizes[nearest]++;
      for (let d = 0; d < dimension; d++) sums[nearest * dimension + d] += point[d];
    }
    for (let j = 0; j < sums.length; j++) centers[j] = sums[j] / sizes[Math.floor(j / dimension)];
  }
  return labels;
}

describe("kMeans", () => {
  test.each([
    [32, 3, 0.5],
    [32, 8, 6],
    [5, 12, 9],
  ])(
    "%i dimensions, %i clusters, noise %d: the labels of the plain iteration from the same seeds",
    (dimension, clusters, noise) => {
      const { points } = noisyClusters(1200, dimension, clusters, noise);
      const random = () => xoshiro128([5, 6, 7, 8]);
      const options = { ...protocolKMeans, clusters, starts: 1, tolerance: 0, maxIterations: 10_000 };
      const set = centred(points, 1200, dimension).points;
      const seeds = greedySeeds(set, clusters, random());
      const expected = plainLloyd(set.data, dimension, seeds.centers);
      expect(kMeans(points, dimension, options, random()).labels).toEqual(expected);
    },
  );

  test("ends where every point is with its nearest centre: the bounds skip no distance that matters", () => {
    const dimension = 6;
    const { points } = noisyClusters(900, dimension, 7, 3);
    const { labels, centers, inertia } = kMeans(
      points,
      dimension,
      { ...protocolKMeans, clusters: 7, tolerance: 0 },
      xoshiro128([1, 2, 3, 4]),
    );
    let sum = 0;
    for (let i = 0; i < labels.length; i++) {
      const distances = Array.from({ length: 7 }, (_, c) => {
        let square = 0;
        for (let d = 0; d < dimension; d++) {
          square += (points[i * dimension + d] - centers[c * dimension + d]) ** 2;
        }
        return square;
      });
      expect(distances[labels[i]]).toBeLessThanOrEqual(Math.min(...distances) + 1e-9);
      sum += distances[labels[i]];
    }
    expect(inertia).toBeCloseTo(sum, 6);
  });

  test("finds separable clusters in 32 dimensions; the same seed gives the same labels", () => {
    const { points, truth } = noisyClusters(2000, 32, 8, 0.5);
    const run = () => kMeans(points, 32, { ...protocolKMeans, clusters: 8 }, xoshiro128([9, 9, 9, 9])).labels;
    expect(adjustedRandIndex(truth, run())).toBe(1);
    expect(run()).toEqual(run());
  });

  test("equal points fill as many clusters as they can, with no inertia", () => {
    const found = kMeans(
      new Float32Array(10).fill(2),
      2,
      { ...protocolKMeans, clusters: 3 },
      xoshiro128([1, 1, 1, 1]),
    );
    expect(found.inertia).toBe(0);
  });

  test("refuses fewer points than clusters", () => {
    const options = { ...protocolKMeans, clusters: 3 };
    expect(() => kMeans([1, 2], 1, options, xoshiro128([1, 1, 1, 1]))).toThrow("into 3 clusters");
  });
});
