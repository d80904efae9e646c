import { expect, test } from "vitest";
import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import { namePlaces } from "./name-places.ts";

const axis: ChartAxis = {
  label: "",
  name: "",
  scale: "linear",
  direction: "normal",
  domain: [0, 100],
  ticks: [],
  format: String,
};
const axes = { x: axis, y: axis };
const size = { width: 800, height: 400 };
const point = (id: string, x: number, y: number, weight: ChartPoint["weight"] = "strong"): ChartPoint => ({
  id,
  label: `backbone ${id}`,
  training: "baseline",
  x,
  y,
  weight,
  remark: null,
  description: "",
});

test("a lone strong point has its name to the right, a plain one has none", () => {
  const places = namePlaces([point("a", 50, 50), point("b", 10, 10, "plain")], axes, size);
  expect(places.get("a")).toMatchObject({ anchor: "start" });
  expect(places.has("b")).toBe(false);
});

test("at the right edge the name goes to the left", () => {
  expect(namePlaces([point("a", 99, 50)], axes, size).get("a")).toMatchObject({ anchor: "end" });
});

test("names in one place do not cover each other: some are left to the tooltip", () => {
  const crowd = Array.from({ length: 12 }, (_, index) =>
    point(String(index), 50 + index / 100, 50 + index / 100),
  );
  const places = namePlaces(crowd, axes, size);
  expect(places.size).toBeGreaterThan(0);
  expect(places.size).toBeLessThan(crowd.length);
  expect(new Set([...places.values()].map(({ dx, dy, anchor }) => `${dx} ${dy} ${anchor}`)).size).toBe(
    places.size,
  );
});

test("a turned axis mirrors the places it tests", () => {
  const turned = { x: { ...axis, direction: "reversed" as const }, y: axis };
  expect(namePlaces([point("a", 1, 50)], turned, size).get("a")).toMatchObject({ anchor: "end" });
});
