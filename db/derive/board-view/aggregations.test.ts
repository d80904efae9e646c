import { describe, expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import {
  type AggregationId,
  aggregationOf,
  equalWeights,
  figuresOf,
  standingsOf,
  type Weights,
} from "./aggregations.ts";
import { metricColumn, metricsOfRows } from "./columns.ts";
import { overallPlaces } from "./places.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";
const rows = [
  testRow("a", { [voc]: 80, [depth]: 0.5 }),
  testRow("b", { [voc]: 70, [depth]: 0.4 }),
  testRow("c", { [voc]: 60, [depth]: 0.6 }),
  testRow("d", { [voc]: 90 }),
];

const aggregate = (rule: AggregationId, weights: Weights) =>
  figuresOf(rows, standingsOf(rows, metricsOfRows(rows).map(metricColumn), weights), aggregationOf(rule));

describe("figures", () => {
  test("mean rank over complete rows only", () => {
    const found = aggregate("mean-rank", equalWeights);
    expect([...found]).toEqual([
      ["a", 1.5],
      ["b", 1.5],
      ["c", 3],
      ["d", null],
    ]);
    expect([...overallPlaces(rows, found, "lower").values()]).toEqual([1, 1, 3, null]);
  });

  test("relative score turns lower-is-better round", () => {
    const found = aggregate("relative", equalWeights);
    expect(found.get("a")).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(found.get("c")).toBe(0);
  });

  test("a category without weight neither counts nor has to be complete", () => {
    const found = aggregate("mean-rank", {
      ...equalWeights,
      "spatial understanding": 0,
    });
    expect(found.get("d")).toBe(1);
  });

  test("no weight at all ranks nothing", () => {
    const none = { "instance awareness": 0, "local semantics": 0, "spatial understanding": 0 };
    expect([...aggregate("borda", none).values()]).toEqual([null, null, null, null]);
  });
});
