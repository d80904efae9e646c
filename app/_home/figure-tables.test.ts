import { expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { scatterTable, stripsTable } from "./figure-tables.ts";
import { firstFigures } from "./first-figures.ts";

const row = (id: string, iou: number, gigaMacs: number | null) => {
  const plain = testRow(id, { "voc2012/iou": iou, ...(id === "a" ? { "nyuv2-depth/rmse": 0.5 } : {}) });
  return { ...plain, backbone: { ...plain.backbone, category: "supervised", gigaMacs } };
};

const { backbones, strips, scatter } = firstFigures(testBoard(row("a", 80, 100), row("b", 60, 17.5804)));

test("a line for each mark of the strips, by task and rank", () => {
  expect(stripsTable(strips, backbones).rows.map(([id, , , metric, score]) => [id, metric, score])).toEqual([
    ["a", "voc2012/iou", 80],
    ["b", "voc2012/iou", 60],
    ["a", "nyuv2-depth/rmse", 0.5],
  ]);
});

test("a line for each mark of the scatter, with both numbers", () => {
  const table = scatter && scatterTable(scatter, backbones);
  expect(table?.columns).toEqual([
    ...["id", "backbone", "training", "GMACs for one image", "voc2012/iou", "on frontier"],
  ]);
  expect(table?.rows.map(([id, , , ...rest]) => [id, ...rest])).toEqual([
    ["a", 100, 80, "yes"],
    ["b", 17.58, 60, "yes"],
  ]);
});
