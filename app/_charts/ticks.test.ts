import { describe, expect, test } from "vitest";
import { linearTicks, logTicks, paddedDomain, sizeAxis } from "./ticks.ts";

describe("linearTicks", () => {
  test("round numbers inside the range", () => {
    expect(linearTicks(3, 97, 5)).toEqual([20, 40, 60, 80]);
    expect(linearTicks(0.39, 0.61, 5)).toEqual([0.4, 0.45, 0.5, 0.55, 0.6]);
  });

  test("a range without width has its one value", () => {
    expect(linearTicks(5, 5, 6)).toEqual([5]);
  });
});

describe("logTicks", () => {
  test("more numbers a decade where the range is short, powers of ten where it is long", () => {
    expect(logTicks(60, 450)).toEqual([60, 80, 100, 150, 200, 300, 400]);
    expect(logTicks(40, 5000)).toEqual([50, 100, 200, 500, 1000, 2000, 5000]);
    expect(logTicks(4, 1900)).toEqual([10, 30, 100, 300, 1000]);
    expect(logTicks(1, 1e6)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1e6]);
  });
});

test("no logarithmic axis begins at zero", () => {
  for (const low of [0, -1]) expect(() => logTicks(low, 10)).toThrow(`from ${low}; expected a positive`);
});

describe("sizeAxis", () => {
  test("is logarithmic where that is wanted and every size has a place on it", () => {
    expect(sizeAxis([10, 1000], "log", 6)).toMatchObject({
      scale: "log",
      ticks: [10, 20, 50, 100, 200, 500, 1000],
    });
    expect(sizeAxis([10, 1000], "linear", 6).scale).toBe("linear");
  });

  test("one zero among hundreds does not decide how the others are seen", () => {
    const { scale, domain } = sizeAxis([0, 5, 22, 86, 304, 1100], "log", 6);
    expect(scale).toBe("log");
    expect(domain[0]).toBeGreaterThan(3);
    expect(domain[0]).toBeLessThan(5);
  });

  test("is linear where zero and one other size are all, without negative ticks", () => {
    expect(sizeAxis([0, 86], "log", 6)).toMatchObject({ scale: "linear", ticks: [0, 20, 40, 60, 80] });
    expect(sizeAxis([0], "log", 6)).toMatchObject({ scale: "linear", domain: [-1, 1] });
  });

  test("of nothing ends", () => expect(sizeAxis([], "log", 6).ticks).toEqual([]));
});

describe("paddedDomain", () => {
  test("holds every value with air on both sides", () => {
    for (const scale of ["linear", "log"] as const) {
      const [low, high] = paddedDomain([10, 1000], scale);
      expect(low).toBeLessThan(10);
      expect(low).toBeGreaterThan(scale === "log" ? 0 : -1000);
      expect(high).toBeGreaterThan(1000);
    }
  });

  test("a single value still has a range", () => {
    for (const scale of ["linear", "log"] as const) {
      const [low, high] = paddedDomain([7], scale);
      expect(high).toBeGreaterThan(low);
    }
  });
});
