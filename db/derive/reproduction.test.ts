import { describe, expect, test } from "vitest";
import { compareRuns } from "./reproduction.ts";
import { verdictOfAll } from "./reproduction-verdict.ts";

const noise = { standardDeviation: 0.2, degreesOfFreedom: 1e6 };

describe("a second run", () => {
  test("within what seeds change is reproduced, outside it differs", () => {
    // 1.96 * 0.2 * sqrt(1/1 + 1/1)
    const near = compareRuns([61.2], [61.7], noise);
    expect(near.margin).toBeCloseTo(0.5544, 3);
    expect(near).toMatchObject({ first: 61.2, second: 61.7, verdict: "reproduced" });
    expect(compareRuns([61.2], [61.8], noise).verdict).toBe("differs");
    expect(compareRuns([61.8], [61.2], noise).verdict).toBe("differs");
  });

  test("with more seeds has to agree more closely", () => {
    const [one, three] = [
      compareRuns([61], [61.5], noise),
      compareRuns([61, 61, 61], [61.5, 61.5, 61.5], noise),
    ];
    expect(one.verdict).toBe("reproduced");
    expect(three.verdict).toBe("differs");
    expect(three.margin).toBeCloseTo((one.margin ?? 0) / Math.sqrt(3), 6);
  });

  test("where little is known of seeds may differ by much: Student's t of one degree of freedom", () => {
    const little = compareRuns([61], [64], { standardDeviation: 0.2, degreesOfFreedom: 1 });
    expect(little.margin).toBeCloseTo(12.706 * 0.2 * Math.SQRT2, 2);
    expect(little.verdict).toBe("reproduced");
  });

  test("is judged by its own seeds where the column has none, and not at all by one each", () => {
    expect(compareRuns([61, 61.2], [61.1], null).verdict).toBe("reproduced");
    expect(compareRuns([61, 61.2], [70], null).verdict).toBe("differs");
    expect(compareRuns([61], [61], null)).toEqual({
      first: 61,
      second: 61,
      margin: null,
      verdict: "not known",
    });
  });

  test("to the same digits is reproduced also where nothing varies", () => {
    const still = { standardDeviation: 0, degreesOfFreedom: 4 };
    expect(compareRuns([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], still).verdict).toBe("reproduced");
    expect(compareRuns([61], [61.01], still).verdict).toBe("differs");
    expect(() => compareRuns([], [61], still)).toThrow(/without a seed/);
  });
});

test("of several second runs one that differs is said first, and nothing where there is none", () => {
  expect(verdictOfAll([])).toBeNull();
  expect(verdictOfAll(["not known"])).toBe("not known");
  expect(verdictOfAll(["not known", "reproduced"])).toBe("reproduced");
  expect(verdictOfAll(["reproduced", "differs"])).toBe("differs");
});
