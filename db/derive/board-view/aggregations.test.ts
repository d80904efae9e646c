import { describe, expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import {
  type AggregationId,
  aggregationOf,
  aggregations,
  taskWeights,
  type Weights,
} from "./aggregations.ts";
import { metricColumn, metricsOfRows } from "./columns.ts";
import { overallPlaces } from "./places.ts";
import { figuresOf, standingsOf } from "./standings.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";
const rows = [
  testRow("a", { [voc]: 80, [depth]: 0.5 }),
  testRow("b", { [voc]: 70, [depth]: 0.4 }),
  testRow("c", { [voc]: 60, [depth]: 0.6 }),
  testRow("d", { [voc]: 90 }),
];

const columns = metricsOfRows(rows).map(metricColumn);
const equalWeights = taskWeights(columns);
const aggregate = (rule: AggregationId, weights: Weights) =>
  figuresOf(rows, standingsOf(rows, columns, weights), aggregationOf(rule));

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

describe("orders", () => {
  const many = ["a", "b", "c", "d", "e", "f"].map((id, index) =>
    testRow(id, {
      [voc]: (index * 7) % 6,
      [depth]: (index * 5 + 1) % 6,
      "coco-stuff/iou": (index * index) % 5,
      "boundaries/iou": index === 3 ? 9 : index,
    }),
  );
  const all = metricsOfRows(many).map(metricColumn);
  const ordersBy = (weights: Weights) =>
    aggregations.map((rule) => {
      const figures = figuresOf(many, standingsOf(many, all, weights), rule);
      return { rule, places: [...overallPlaces(many, figures, rule.better).values()] };
    });

  test.each([
    taskWeights(all),
    { "instance awareness": 2, "local semantics": 1, "spatial understanding": 0.5 },
  ])("of one name are the same, with any weights", (weights) => {
    const orders = ordersBy(weights);
    for (const { rule, places } of orders) {
      expect(places, rule.id).toEqual(orders.find((other) => other.rule.id === rule.order)?.places);
    }
  });
});

describe("weights", () => {
  // Two tasks of local semantics that say one thing, one of depth that says the other.
  const split = [
    testRow("semantic", { [voc]: 90, "coco-stuff/iou": 90, [depth]: 0.9 }),
    testRow("spatial", { [voc]: 50, "coco-stuff/iou": 50, [depth]: 0.1 }),
  ];
  const all = metricsOfRows(split).map(metricColumn);
  const meanRanks = (weights: Weights) => [
    ...figuresOf(split, standingsOf(split, all, weights), aggregationOf("mean-rank")).values(),
  ];

  test("are of categories, however many tasks they have", () => {
    const one = { "instance awareness": 1, "local semantics": 1, "spatial understanding": 1 };
    expect(meanRanks(one)).toEqual([1.5, 1.5]);
    expect(meanRanks({ ...one, "local semantics": 3 })).toEqual([1.25, 1.75]);
  });

  test("at first count every task once", () => {
    expect(taskWeights(all)).toMatchObject({ "local semantics": 2, "spatial understanding": 1 });
    expect(meanRanks(taskWeights(all))[0]).toBeCloseTo(4 / 3, 12);
  });
});
