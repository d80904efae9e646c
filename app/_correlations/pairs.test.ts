import { expect, test } from "vitest";
import { correlations } from "./pairs.ts";
import type { VariableValues } from "./variables.ts";

const variable = (id: string, values: readonly (number | null)[], isExternal = false): VariableValues => ({
  variable: { id, label: id, name: id, unit: "", better: null, digits: 0, isExternal },
  values,
});

test("one correlation a pair, over the backbones that have both", () => {
  const found = correlations([
    variable("size", [1, 2, 3, 4]),
    variable("score", [10, 20, 40, null]),
    variable("loss", [4, 3, 2, 1]),
  ]);
  expect(found.map(({ x, y, n, rho }) => [x, y, n, rho])).toEqual([
    ["size", "score", 3, 1],
    ["size", "loss", 4, -1],
    ["score", "loss", 3, -1],
  ]);
});

test("a constant has no rank correlation", () => {
  expect(correlations([variable("a", [1, 1, 1]), variable("b", [1, 2, 3])])[0]).toMatchObject({
    rho: null,
    p: null,
    adjustedP: null,
  });
});

test("three backbones in line are no finding, and less of one among several pairs", () => {
  const [first] = correlations([
    variable("a", [1, 2, 3]),
    variable("b", [1, 2, 3]),
    variable("c", [1, 3, 2]),
  ]);
  expect(first?.rho).toBe(1);
  expect(first?.p).toBeCloseTo(1 / 3, 12);
  expect(first?.adjustedP).toBe(1);
});

test("numbers of parameters that differ by a tenth of a million count as ties beside", () => {
  const [pair] = correlations([
    variable("parameters", [85.8, 85.9, 304.4, 413.7]),
    variable("score", [2, 1, 3, 4]),
  ]);
  expect(pair?.rho).toBeCloseTo(0.8, 12);
  // Ranks 1.5, 1.5, 3, 4 against 2, 1, 3, 4.
  expect(pair?.rhoNearTies).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  expect(correlations([variable("a", [1, 2, 3]), variable("b", [1, 2, 3])])[0]?.rhoNearTies).toBeNull();
});

test("a benchmark of others is paired with each of the board's own variables, and p adjusted apart", () => {
  const own = [
    variable("size", [1, 2, 3, 4, 5]),
    variable("score", [1, 2, 3, 5, 4]),
    variable("error", [5, 4, 3, 2, 1]),
  ];
  const others = [variable("theirs", [1, 2, 3, 4, null], true), variable("more", [4, 3, 2, 1, 5], true)];
  const found = correlations([...own, ...others]);
  expect(found.slice(0, 3)).toEqual(correlations(own));
  expect(found.slice(3).map(({ x, y, n }) => [x, y, n])).toEqual([
    ["size", "theirs", 4],
    ["score", "theirs", 4],
    ["error", "theirs", 4],
    ["size", "more", 5],
    ["score", "more", 5],
    ["error", "more", 5],
  ]);
});
