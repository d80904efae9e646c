import { describe, expect, test } from "vitest";
import { requireLandscape, requireMetres } from "./depth-values.ts";

const ramp = Float32Array.from({ length: 12 }, (_, at) => 1 + at / 12);
const check = (depthMeters: Float32Array) => {
  const warnings: string[] = [];
  requireMetres({ width: 4, height: 3, depthMeters }, "1.h5", (message) => warnings.push(message));
  return warnings;
};

describe("depths as sensors give them", () => {
  test("holes, infinite, negative and undefined depths among metres are taken", () => {
    for (const hole of [0, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(check(ramp.map((depth, at) => (at < 7 ? hole : depth)))).toEqual([]);
    }
  });

  test("a frame without any depth is told of", () => {
    for (const hole of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(check(ramp.map(() => hole))).toEqual([
        "1.h5: no pixel has a depth (0, not a number or infinite everywhere)",
      ]);
    }
  });

  test("millimetres, and other units, are refused with their median", () => {
    expect(() => check(ramp.map((depth) => 1000 * depth))).toThrow(
      "1.h5: the median depth is 1500; expected metres, 0.001 to 10: these look like millimetres",
    );
    expect(() => check(ramp.map((depth) => 30 * depth))).toThrow(
      /the median depth is 45\.00; expected metres/,
    );
    expect(() => check(ramp.map((depth) => depth / 1e5))).toThrow(
      /the median depth is 0\.0000150\d*; expected/,
    );
  });

  test("frames on their side are refused", () => {
    expect(() => requireLandscape(640, 480, "a.mat")).not.toThrow();
    expect(() => requireLandscape(480, 640, "a.mat")).toThrow(
      "a.mat: 480 x 640 pixels, width x height; expected frames wider than high, as NYUv2's 640 x 480: these lie on their side",
    );
  });
});
