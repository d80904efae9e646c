import { expect, test } from "vitest";
import { held, spanShare } from "./span-share.ts";

test("by logarithms, or as they are, whichever end is larger", () => {
  expect(spanShare(10, "log", [1, 100])).toBeCloseTo(0.5, 12);
  expect(spanShare(10, "linear", [0, 100])).toBeCloseTo(0.1, 12);
  expect(spanShare(10, "linear", [100, 0])).toBeCloseTo(0.9, 12);
});

test("what lies beyond an end is at it, and what has no place has none", () => {
  expect([-5, 0, 0.5, 20].map(held)).toEqual([0, 0, 0.5, 1]);
  expect(held(Number.NaN)).toBeNaN();
});
