import { describe, expect, test } from "vitest";
import { principalComponents, project, stretchToUnit } from "./pca.ts";
import { uniformFraction, xoshiro128 } from "./random.ts";

describe("principalComponents", () => {
  test("of wide features: orthonormal, and scores as uncorrelated as their variances say", () => {
    const [count, dimension, k] = [60, 300, 3];
    const random = xoshiro128([1, 2, 3, 5]);
    const features = Float32Array.from({ length: count * dimension }, (_, i) => {
      return (uniformFraction(random) - 0.5) / (1 + ((i % dimension) % 17));
    });
    const pca = principalComponents(features, dimension, k);
    const scores = project(features, pca);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let product = 0;
        let covariance = 0;
        for (let d = 0; d < dimension; d++) {
          product += pca.components[a * dimension + d] * pca.components[b * dimension + d];
        }
        for (let i = 0; i < count; i++) covariance += scores[i * k + a] * scores[i * k + b];
        expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
        expect(covariance / (count - 1)).toBeCloseTo(a === b ? pca.explainedVariance[a] : 0, 9);
      }
    }
    expect(pca.explainedVariance[0]).toBeGreaterThan(pca.explainedVariance[1]);
  });

  test("of features without variance: no variance, no NaN in the colours", () => {
    const features = new Float32Array(12).fill(3);
    const pca = principalComponents(features, 3, 2);
    expect([...pca.explainedVariance]).toEqual([0, 0]);
    expect([...stretchToUnit(project(features, pca), 2)]).toEqual(new Array(8).fill(0));
  });

  test("refuses more components than dimensions", () => {
    expect(() => principalComponents(new Float32Array(12), 3, 4)).toThrow("4 components");
  });
});
