import { describe, expect, test } from "vitest";
import { pooledSeedNoise, seedDraws, seedHalfWidth, studentQuantile } from "./seed-noise.ts";

test.each([
  // scipy.stats.t.ppf
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 9, 2.262157162798205],
  [0.1, 3, -1.6377443536962089],
  // scipy.stats.norm.ppf
  [0.975, 1e8, 1.959963984540054],
])("the %f quantile with %i degrees of freedom", (probability, degreesOfFreedom, expected) => {
  expect(studentQuantile(probability, degreesOfFreedom)).toBeCloseTo(expected, 6);
});

describe("pooledSeedNoise", () => {
  test("is the variance within backbones, whatever lies between them", () => {
    // Squares 2 + 0 + 8 over 1 + 0 + 2 degrees of freedom.
    expect(pooledSeedNoise([[10, 12], [70], [50, 52, 48]])).toEqual({
      standardDeviation: Math.sqrt(10 / 3),
      degreesOfFreedom: 3,
    });
  });

  test("is not known where no backbone has two seeds", () => {
    expect(pooledSeedNoise([[1], [2], [3]])).toBeNull();
  });

  test("leaves one seed less certain than two, and two less than three", () => {
    const noise = { standardDeviation: 1.5, degreesOfFreedom: 4 };
    const [one, two, three] = [1, 2, 3].map((seeds) => seedHalfWidth(noise, seeds, 0.95));
    expect(one).toBeCloseTo(1.5 * 2.7764451, 5);
    expect(two).toBeCloseTo((one ?? 0) / Math.SQRT2, 9);
    expect(three).toBeCloseTo((one ?? 0) / Math.sqrt(3), 9);
  });
});

describe("seedDraws", () => {
  const backbones = [
    { id: "a", seeds: 1 },
    { id: "b", seeds: 4 },
  ];
  const quantile = (values: ArrayLike<number>, share: number) =>
    Array.from(values).sort((a, b) => a - b)[Math.floor(share * values.length)];

  test.each([1, 2, 5, 30, 1000])(
    "of a difference are Student's t with the pooled %i degrees of freedom",
    (degreesOfFreedom) => {
      const noise = { standardDeviation: 2, degreesOfFreedom };
      const [a, b] = seedDraws(noise, backbones, 1000, "voc2012/iou");
      const scale = 2 * Math.sqrt(1 + 1 / 4);
      const differences = Array.from(a ?? [], (draw, r) => Math.abs(draw - (b?.[r] ?? 0)) / scale);
      // 1,000 draws know the 95 % quantile to some percent.
      const expected = studentQuantile(0.975, degreesOfFreedom);
      expect(quantile(differences, 0.95)).toBeGreaterThan(0.8 * expected);
      expect(quantile(differences, 0.95)).toBeLessThan(1.25 * expected);
    },
  );

  test("are always the same, and others for another backbone or metric", () => {
    const noise = { standardDeviation: 1, degreesOfFreedom: 3 };
    const [a, b] = seedDraws(noise, backbones, 1000, "voc2012/iou");
    expect(seedDraws(noise, backbones, 1000, "voc2012/iou")[0]).toEqual(a);
    expect(seedDraws(noise, [{ id: "a", seeds: 1 }], 1000, "voc2012/ce")[0]).not.toEqual(a);
    const product = Array.from(a ?? [], (draw, r) => Math.sign(draw) * Math.sign(b?.[r] ?? 0));
    expect(Math.abs(product.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(100);
  });
});
