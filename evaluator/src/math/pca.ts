import { leadingEigenpairs } from "./symmetric-eigen.ts";

export interface PrincipalComponents {
  /** `[D]` */
  readonly mean: Float64Array;
  /** Unit vectors by falling variance, `[k, D]`; in each the entry of largest absolute value is positive. */
  readonly components: Float64Array;
  /** Variance along each component, with n - 1. `[k]` */
  readonly explainedVariance: Float64Array;
  /** Its share of the total variance. `[k]` */
  readonly explainedVarianceRatio: Float64Array;
}

/** Principal components of features `[N, D]`, the first k of them (scikit-learn's `PCA`, with a sign rule). */
export function principalComponents(
  features: ArrayLike<number>,
  dimension: number,
  componentCount: number,
): PrincipalComponents {
  const count = features.length / dimension;
  if (!Number.isInteger(count) || componentCount > Math.min(count, dimension)) {
    throw new RangeError(
      `${componentCount} components of ${features.length} values in ${dimension} dimensions; expected whole rows, no more components than rows or dimensions`,
    );
  }
  const mean = new Float64Array(dimension);
  for (let i = 0; i < features.length; i++) mean[i % dimension] += features[i] / count;
  const centred = Float64Array.from(features, (value, i) => value - mean[i % dimension]);
  const total = centred.reduce((sum, value) => sum + value * value, 0) / (count - 1);
  // The covariance is only ever multiplied, never formed: N x D beats D x D for a backbone's wide features.
  const covarianceTimes = (vector: Float64Array) => {
    const product = new Float64Array(dimension);
    for (let i = 0; i < count; i++) {
      const row = i * dimension;
      let dot = 0;
      for (let d = 0; d < dimension; d++) dot += centred[row + d] * vector[d];
      dot /= count - 1;
      for (let d = 0; d < dimension; d++) product[d] += dot * centred[row + d];
    }
    return product;
  };
  const { values, vectors } = leadingEigenpairs(covarianceTimes, dimension, componentCount);
  const components = new Float64Array(componentCount * dimension);
  for (const [k, vector] of vectors.entries()) {
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const sign = largest < 0 ? -1 : 1;
    for (let d = 0; d < dimension; d++) components[k * dimension + d] = sign * vector[d];
  }
  return {
    mean,
    components,
    explainedVariance: Float64Array.from(values),
    explainedVarianceRatio: Float64Array.from(values, (value) => value / total),
  };
}

/** Scores (x - mean) . components^T of features `[N, D]` -> `[N, k]`. */
export function project(features: ArrayLike<number>, pca: PrincipalComponents): Float64Array {
  const dimension = pca.mean.length;
  const componentCount = pca.explainedVariance.length;
  const count = features.length / dimension;
  const scores = new Float64Array(count * componentCount);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < componentCount; k++) {
      let dot = 0;
      for (let d = 0; d < dimension; d++) {
        dot += (features[i * dimension + d] - pca.mean[d]) * pca.components[k * dimension + d];
      }
      scores[i * componentCount + k] = dot;
    }
  }
  return scores;
}

/** Scores `[N, k]` stretched per component from its least to its greatest onto [0, 1]; a constant component gives 0. */
export function stretchToUnit(scores: Float64Array, componentCount: number): Float64Array {
  const stretched = new Float64Array(scores.length);
  for (let k = 0; k < componentCount; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = k; i < scores.length; i += componentCount) {
      low = Math.min(low, scores[i]);
      high = Math.max(high, scores[i]);
    }
    for (let i = k; i < scores.length; i += componentCount) {
      stretched[i] = high === low ? 0 : (scores[i] - low) / (high - low);
    }
  }
  return stretched;
}
