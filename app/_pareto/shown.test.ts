import { expect, test } from "vitest";
import type { BoardRow } from "#db/derive/board/board.ts";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { paretoPage } from "./shown.ts";

function row(index: number): BoardRow {
  // The dearer the better in one task, and the worse in the other.
  const plain = testRow(`b${index}`, { "voc2012/iou": index, "nyuv2-depth/rmse": index / 100 });
  return { ...plain, backbone: { ...plain.backbone, gigaMacs: index } };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1));

test("every task has its own frontier at the same cost", () => {
  const { fronts } = paretoPage(testBoard(...rows(3))).shown;
  expect(
    fronts.map(({ metric, count, points }) => [
      ...[metric, count, points.length, points.filter(({ onFront }) => onFront).map(({ id }) => id)],
    ]),
  ).toEqual([
    ["voc2012/iou", 3, 3, ["b1", "b2", "b3"]],
    ["nyuv2-depth/rmse", 3, 3, ["b1"]],
  ]);
});

test("of a board of several pages the frontiers alone are sent", () => {
  const { fronts } = paretoPage(testBoard(...rows(pageRows + 1))).shown;
  expect(fronts.map(({ count, points }) => [count, points.length])).toEqual([
    [pageRows + 1, pageRows + 1],
    [pageRows + 1, 1],
  ]);
});
