import { expect, test } from "vitest";
import { correlations } from "./pairs.ts";
import type { VariableValues } from "./variables.ts";

const variable = (id: string, values: readonly (number | null)[]): VariableValues => ({
  variable: { id, label: id, name: id, unit: "", better: null, digits: 0 },
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
  });
});
