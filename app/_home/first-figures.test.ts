import { expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { firstFigures } from "./first-figures.ts";

const of = (id: string, category: string, iou: number, rmse: number, more = {}) => {
  const row = testRow(id, { "voc2012/iou": iou, "voc2012/ce": 1, "nyuv2-depth/rmse": rmse });
  return { ...row, backbone: { ...row.backbone, category, ...more } };
};

const board = testBoard(
  of("untrained", "none", 3, 1.7, { gigaMacs: 17 }),
  of("b", "supervised", 60, 0.7, { gigaMacs: 17 }),
  of("a", "self-supervised", 80, 0.5, { gigaMacs: 100 }),
);

test("a strip a task, its backbones by rank, from the worst trained to the best", () => {
  const { backbones, strips } = firstFigures(board);
  expect(backbones.map(({ id, training }) => [id, training])).toEqual([
    ["a", "self-supervised"],
    ["b", "supervised"],
    ["untrained", "baseline"],
  ]);
  expect(strips.map(({ metric, domain, leaders, values }) => ({ metric, domain, leaders, values }))).toEqual([
    { metric: "voc2012/iou", domain: [60, 80], leaders: [0], values: [80, 60, 3] },
    { metric: "nyuv2-depth/rmse", domain: [0.7, 0.5], leaders: [0], values: [0.5, 0.7, 1.7] },
  ]);
  expect(strips.map(({ intervals }) => intervals)).toEqual([null, null]);
});

test("score against arithmetic where all are counted, with the frontier, cheapest first", () => {
  const { scatter } = firstFigures(board);
  expect(scatter).toMatchObject({
    metric: "voc2012/iou",
    costLabel: "GMACs for one image",
    costs: [100, 17, 17],
    front: [1, 0],
  });
  expect(scatter?.names.map(({ index }) => index)).toContain(0);
});

test("a board of one, of baselines alone, or with gaps still has axes", () => {
  const [strip] = firstFigures(testBoard(of("a", "supervised", 60, 0.7))).strips;
  expect(strip?.domain[0]).toBeLessThan(strip?.domain[1] ?? 0);
  const baselines = firstFigures(testBoard(of("a", "none", 3, 1), of("b", "none", 4, 2)));
  expect(baselines.strips[0]?.domain).toEqual([3, 4]);
  const gap = firstFigures(testBoard(of("a", "supervised", 60, 0.7), testRow("b", { "voc2012/iou": 50 })));
  expect(gap.strips[1]?.values).toEqual([0.7, null]);
});
