import { expect, test } from "vitest";
import type { ChartAxis } from "./chart-point.ts";
import { across, down, heldShare, plotMargins, share, steps } from "./plot-geometry.ts";

const axis: ChartAxis = {
  ...{ label: "", name: "", scale: "linear", direction: "normal", domain: [0, 50], ticks: [0, 50] },
  format: String,
};

test("a value's place between the ends, on either scale and in either direction", () => {
  expect(share(10, axis)).toBe(0.2);
  expect(share(10, { ...axis, direction: "reversed" })).toBe(0.8);
  expect(share(10, { ...axis, scale: "log", domain: [1, 100] })).toBe(0.5);
  expect([across(10, axis), down(10, axis)]).toEqual(["20%", "80%"]);
});

test("what lies beyond an end is held at it, and what has no place has none", () => {
  expect([heldShare(-5, axis), heldShare(70, axis)]).toEqual([0, 1]);
  expect(heldShare(0, { ...axis, scale: "log", domain: [1, 100] })).toBe(0);
  expect(heldShare(-1, { ...axis, scale: "log", domain: [1, 100] })).toBeNaN();
});

test("room for the longest number beside the axis", () => {
  expect(plotMargins({ ...axis, ticks: [0.001] }).left).toBeGreaterThan(plotMargins(axis).left);
});

test("a stepped line goes along before it goes up", () => {
  const [a, corner, b] = [
    { x: 1, y: 1 },
    { x: 2, y: 1 },
    { x: 2, y: 3 },
  ];
  expect(steps([a, b])).toEqual([
    [a, corner],
    [corner, b],
  ]);
  expect(steps([a])).toEqual([]);
});
