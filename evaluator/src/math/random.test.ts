import { describe, expect, test } from "vitest";
import { uniformFraction, uniformInteger, xoshiro128, xoshiro128OfState } from "./random.ts";

describe("xoshiro128", () => {
  test("gives the reference sequence from the state 1, 2, 3, 4", () => {
    const random = xoshiro128OfState(Uint32Array.of(1, 2, 3, 4));
    const drawn = Array.from({ length: 8 }, () => random.nextUint32());
    expect(drawn).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849]);
  });

  test("a seed of zeros is as good as another, and near seeds are far apart", () => {
    const fourth = (...seed: [number, number, number, number]) => {
      const random = xoshiro128(seed);
      return Array.from({ length: 4 }, () => random.nextUint32())[3];
    };
    const draws = [
      fourth(0, 0, 0, 0),
      fourth(0, 0, 0, 1),
      fourth(0, 0, 1, 0),
      fourth(0, 1, 0, 0),
      fourth(1, 0, 0, 0),
    ];
    expect(new Set(draws).size).toBe(5);
    const zeros = xoshiro128([0, 0, 0, 0]);
    const mean = Array.from({ length: 2000 }, () => uniformFraction(zeros)).reduce((a, b) => a + b) / 2000;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
  });
});

describe("uniformInteger", () => {
  test("rejects the incomplete last block", () => {
    const draws = [2 ** 32 - 1, 7];
    const random = { nextUint32: () => draws.shift() ?? 0 };
    // 2^32 is 3 * 1431655765 + 1, so the last value has no partners.
    expect(uniformInteger(random, 3)).toBe(1);
  });

  test("refuses a bound of 0", () => {
    expect(() => uniformInteger(xoshiro128([1, 2, 3, 4]), 0)).toThrow("bound 0");
  });
});
