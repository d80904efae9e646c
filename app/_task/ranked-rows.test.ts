import { expect, test } from "vitest";
import { testRow } from "#db/test/board.ts";
import { rankedRows } from "./ranked-rows.ts";

const rows = [
  testRow("x", { "nyuv2-depth/rmse": 0.5, "voc2012/iou": 40 }),
  testRow("y", { "nyuv2-depth/rmse": 0.4, "voc2012/iou": 60 }),
  testRow("b", { "nyuv2-depth/rmse": 0.5 }),
  testRow("a", { "voc2012/ce": 0.1 }),
];
const found = (task: Parameters<typeof rankedRows>[1]) =>
  rankedRows(rows, task).map(({ row, rank }) => [row.backbone.id, rank]);

test("best first by the metric's direction; ties share a rank and stand by name", () => {
  expect(found("nyuv2-depth")).toEqual([
    ["y", 1],
    ["b", 2],
    ["x", 2],
  ]);
});

test("without the main metric there is no place, whatever else was measured", () => {
  expect(found("voc2012")).toEqual([
    ["y", 1],
    ["x", 2],
  ]);
  expect(found("boundaries")).toEqual([]);
});
