import { expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import { aggregationOf, taskWeights } from "./aggregations.ts";
import { metricColumn, metricsOfRows } from "./columns.ts";
import { placesWithoutOne, standingsWithoutOne } from "./robustness.ts";

const rangesOf = (rows: ReturnType<typeof testRow>[], rule: "mean-rank" | "relative" = "mean-rank") => {
  const columns = metricsOfRows(rows).map(metricColumn);
  const standings = standingsWithoutOne(rows, columns, taskWeights(columns));
  return Object.fromEntries(placesWithoutOne(rows, standings, aggregationOf(rule)));
};

const rows = [
  testRow("steady", { "voc2012/iou": 90, "coco-stuff/iou": 90, "nyuv2-depth/rmse": 0.1 }),
  testRow("semantic", { "voc2012/iou": 80, "coco-stuff/iou": 80, "nyuv2-depth/rmse": 0.9 }),
  testRow("spatial", { "voc2012/iou": 50, "coco-stuff/iou": 70, "nyuv2-depth/rmse": 0.2 }),
];

test("a place that hangs on one task has a range, one that does not has none", () => {
  // Mean ranks 1, 7/3, 8/3; without VOC semantic and spatial are level.
  expect(rangesOf(rows)).toEqual({ steady: [1, 1], semantic: [2, 2], spatial: [2, 3] });
});

test("the range is of the rule in force", () => {
  // Relative scores without VOC: (0.5 + 0) / 2 against (0 + 0.875) / 2; with all (0.75 + 0.5 + 0) / 3 against 0.875 / 3.
  expect(rangesOf(rows, "relative")).toEqual({ steady: [1, 1], semantic: [2, 3], spatial: [2, 3] });
});

test("a backbone that lacks a task joins no ranking, also not where that task is left out", () => {
  const found = rangesOf([...rows, testRow("unfinished", { "voc2012/iou": 99, "coco-stuff/iou": 99 })]);
  expect(found).toEqual({ steady: [1, 1], semantic: [2, 2], spatial: [2, 3], unfinished: null });
});

test("one task leaves nothing to leave out", () => {
  expect(rangesOf([testRow("a", { "voc2012/iou": 1 }), testRow("b", { "voc2012/iou": 2 })])).toEqual({
    a: null,
    b: null,
  });
});
