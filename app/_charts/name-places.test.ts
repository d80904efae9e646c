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

type Places = ReturnType<typeof namePlaces>;

/** Boxes of names as they are drawn, a letter taken as narrow as it may be. */
function boxes(points: readonly ChartPoint[], places: Places) {
  return points.flatMap((one) => {
    const place = places.get(one.id);
    if (!place) return [];
    const width = one.label.length * 6;
    const left = one.x * 8 + place.dx - { start: 0, middle: width / 2, end: width }[place.anchor];
    const base = 400 - one.y * 4 + place.dy;
    return [{ left, right: left + width, top: base - 10, bottom: base + 2 }];
  });
}

function crossings(points: readonly ChartPoint[], places: Places): number {
  const all = boxes(points, places);
  const marks = points.map(({ x, y }) => ({ x: x * 8, y: 400 - y * 4 }));
  const crossed = all.filter(
    (a, index) =>
      all.some(
        (b, other) =>
          other > index && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
      ) || marks.some(({ x, y }) => x > a.left && x < a.right && y > a.top && y < a.bottom),
  );
  return crossed.length;
}

test("lone points have their names beside them, strong or plain", () => {
  const places = namePlaces([point("a", 50, 50), point("b", 10, 10, "plain")], axes, size);
  expect(places.get("a")).toMatchObject({ anchor: "start", leader: null });
  expect(places.get("b")).toMatchObject({ anchor: "start", leader: null });
});

test("at the right edge the name goes to the left", () => {
  expect(namePlaces([point("a", 99, 50)], axes, size).get("a")).toMatchObject({ anchor: "end" });
});

test("names of a crowd cover neither each other nor a point: those without room beside it have a line to it", () => {
  const crowd = Array.from({ length: 12 }, (_, index) =>
    point(String(index), 50, 50 + 3 * index, index % 2 ? "strong" : "plain"),
  );
  const places = namePlaces(crowd, axes, size);
  expect(places.size).toBe(crowd.length);
  expect(crossings(crowd, places)).toBe(0);
});

test("of points in one place as many have names as there is room for", () => {
  const heap = Array.from({ length: 40 }, (_, index) => point(String(index), 50, 50));
  const places = namePlaces(heap, axes, size);
  expect(places.size).toBeGreaterThan(12);
  expect(places.size).toBeLessThan(heap.length);
  expect(crossings(heap, places)).toBe(0);
});

test("a name keeps off the chart's line where it can", () => {
  const line = [
    { x: 0, y: 52 },
    { x: 100, y: 52 },
  ];
  const { dy = 0 } = namePlaces([point("a", 50, 50)], axes, size, line).get("a") ?? {};
  expect(dy).toBeGreaterThan(0);
});

test("of more than forty points the strong alone are named, beside themselves", () => {
  const many = Array.from({ length: 41 }, (_, index) =>
    point(String(index), (index % 8) * 12, Math.floor(index / 8) * 12, index < 3 ? "strong" : "plain"),
  );
  const places = namePlaces(many, axes, size);
  expect([...places.keys()].sort()).toEqual(["0", "1", "2"]);
  expect([...places.values()].every(({ leader }) => leader === null)).toBe(true);
});

test("a turned axis mirrors the places it tests", () => {
  const turned = { x: { ...axis, direction: "reversed" as const }, y: axis };
  expect(namePlaces([point("a", 1, 50)], turned, size).get("a")).toMatchObject({ anchor: "end" });
});
