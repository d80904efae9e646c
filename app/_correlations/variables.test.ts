import { expect, test } from "vitest";
import { testRow } from "#db/test/board.ts";
import { variableValues } from "./variables.ts";

const benchmark = {
  id: "theirs",
  benchmark: "Theirs",
  source: "",
  remark: "",
  metric: "voc2012/iou",
  unit: "percent",
  better: "higher",
} as const;

test("a benchmark of others is a variable where at least three of the rows have a score", () => {
  const rows = ["a", "b", "c"].map((id) => testRow(id, {}));
  const found = (scores: Record<string, number>) => variableValues(rows, [], [{ ...benchmark, scores }]);
  expect(found({ a: 1, b: 2, elsewhere: 3 }).some(({ variable }) => variable.isExternal)).toBe(false);
  expect(found({ a: 1, b: 2, c: 4, elsewhere: 3 }).at(-1)).toMatchObject({
    variable: { name: "Theirs", unit: "%", isExternal: true },
    values: [1, 2, 4],
  });
});
