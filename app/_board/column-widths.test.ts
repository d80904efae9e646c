import { expect, test } from "vitest";
import { type MetricId, protocolMetricIds } from "#contract";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { boardInView } from "#db/derive/board-view/board-in-view.ts";
import { parseView } from "#db/derive/board-view/view.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { columnWidths } from "./column-widths.ts";
import { tableColumns } from "./table-columns.ts";

const values = Object.fromEntries(protocolMetricIds.map((id, index) => [id, index]));
const rows = [testRow("a", values), testRow("b", values)];

function widthsOf(parameters: string, interval: readonly [number, number] | null = null) {
  const known = rows.map((row) => ({
    ...row,
    cells: Object.fromEntries(
      Object.entries(row.cells).map(([id, cell]) => [id as MetricId, { ...cell, interval }]),
    ),
  }));
  const board = testBoard(...known);
  const view = parseView(new URLSearchParams(parameters), boardHead(board));
  return columnWidths(tableColumns(boardInView(board, view), boardHead(board)), view.scores);
}

/** Rem of a page on a screen of 1280 pixels, without its margins. */
const laptop = 76;

test("what is shown at first fits a laptop, with intervals too", () => {
  expect(widthsOf("").columns).toHaveLength(3 + 6 + 3);
  for (const interval of [null, [0.1, 0.2]] as const) {
    const { least, fitsFrom } = widthsOf("", interval);
    expect(least).toBeLessThanOrEqual(laptop);
    expect(fitsFrom).toBeLessThanOrEqual(laptop + 4);
  }
});

test("order and filters change no width", () => {
  expect(widthsOf("?sort=voc2012.iou&dir=asc&q=a&pin=b")).toEqual(widthsOf(""));
});

test("of all columns no screen shows the whole", () => {
  const { least, fitsFrom } = widthsOf("show=losses,rules,size,identity,readout");
  expect(least).toBeGreaterThan(laptop);
  expect(fitsFrom).toBeNull();
});
