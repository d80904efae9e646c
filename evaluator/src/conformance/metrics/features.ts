import { z } from "zod";
import { adjustedRandIndex } from "../../math/adjusted-rand-index.ts";
import { kMeans, protocolKMeans } from "../../math/k-means.ts";
import { principalComponents, project, stretchToUnit } from "../../math/pca.ts";
import { xoshiro128 } from "../../math/random.ts";
import { atMost, type Comparison, combine, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const clustering = z.strictObject({
  points: encodedArray,
  labels_true: encodedArray,
  k: z.number().int().positive(),
});
const clusteringExpected = z.strictObject({
  inertia: z.number(),
  inertia_at_most: z.number(),
  ari: z.number(),
  ari_at_least: z.number(),
});

/** Of the reference's own inertia; separable clusters have one optimum. */
const clusteringTolerance = 1e-4;

/** Label numbers are free, so quality is compared: inertia bounded from above, ARI from below, both near the reference. */
export function checkKMeans(input: unknown, expected: unknown): Comparison {
  const { points, labels_true, k } = clustering.parse(input);
  const limits = clusteringExpected.parse(expected);
  const found = kMeans(
    points.data,
    points.shape[1],
    { ...protocolKMeans, clusters: k },
    xoshiro128([1, 2, 3, 4]),
  );
  const ari = adjustedRandIndex(labels_true.data, found.labels);
  const reference = compare(
    { inertia: limits.inertia, ari: limits.ari },
    { inertia: found.inertia, ari },
    { tolerance: clusteringTolerance },
  );
  return combine(
    reference,
    atMost("inertia", found.inertia, limits.inertia_at_most),
    atMost("ARI, negated,", -ari, -limits.ari_at_least),
  );
}

const components = z.strictObject({ features: encodedArray, k: z.number().int().positive() });

export function checkPrincipalComponents(input: unknown, expected: unknown): Comparison {
  const { features, k } = components.parse(input);
  const pca = principalComponents(features.data, features.shape[1], k);
  const scores = project(features.data, pca);
  return compare(expected, {
    mean: pca.mean,
    components: pca.components,
    explained_variance: pca.explainedVariance,
    explained_variance_ratio: pca.explainedVarianceRatio,
    scores,
    rgb: stretchToUnit(scores, k),
  });
}
