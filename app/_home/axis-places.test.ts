import { expect, test } from "vitest";
import { banded, dodged, scorePlace, sharePlace } from "./axis-places.ts";

test("better is to the right, whichever way a metric goes", () => {
  expect(scorePlace(85, [30, 85])).toBeGreaterThan(scorePlace(60, [30, 85]));
  expect(scorePlace(0.4, [0.7, 0.4])).toBeGreaterThan(scorePlace(0.6, [0.7, 0.4]));
  expect(scorePlace(0.4, [0.7, 0.4])).toBe(scorePlace(85, [30, 85]));
});

test("what is worse than the axis stands before it, and what is better at its end", () => {
  expect(scorePlace(1.7, [0.7, 0.4])).toBeLessThan(scorePlace(0.7, [0.7, 0.4]));
  expect(scorePlace(1.7, [0.7, 0.4])).toBe(scorePlace(99, [0.7, 0.4]));
  expect(scorePlace(0.3, [0.7, 0.4])).toBe(scorePlace(0.4, [0.7, 0.4]));
  expect([-5, 0, 5, 20].map((value) => sharePlace(value, [0, 10]))).toEqual([0, 0, 0.5, 1]);
});

test("marks near one another give way, the best staying on the line, and no more than they have to", () => {
  expect(dodged([0.1, 0.5, 0.9], 100)).toEqual([0, 0, 0]);
  const [best, next, last] = dodged([0.5, 0.5, null], 100);
  expect([best, Math.abs(next ?? 0), last]).toEqual([0, 10, 0]);
  const moves = dodged([0.8, 0.79, 0.78, 0.5], 330);
  expect(moves[0]).toBe(0);
  expect(moves[3]).toBe(0);
  const places = [0.8, 0.79, 0.78].map((x, index) => ({ x: 330 * x, y: moves[index] ?? 0 }));
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(index + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(9);
    }
  }
});

test("of very many marks each group has a band of its own, in order, and as many lines as fit", () => {
  const order = ["a", "b", "c", "d"];
  const groups = Array.from({ length: 400 }, (_, index) => (index % 7 === 0 ? "c" : "a"));
  const moves = banded(groups, order);
  const of = (group: string) => new Set(moves.filter((_, index) => groups[index] === group));
  expect(Math.max(...of("a"))).toBeLessThan(Math.min(...of("c")));
  expect([of("a").size, of("c").size]).toEqual([2, 2]);
  expect(new Set(banded(order, order)).size).toBe(4);
  for (const move of [...moves, ...banded(["a", "a", "a"], order)]) expect(Math.abs(move)).toBeLessThan(11);
});
