import { expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { boardTable } from "./board-table.ts";
import { packTable, unpackTable } from "./packed-table.ts";

const [voc, depth] = ["voc2012/iou", "nyuv2-depth/rmse"] as const;

test("what is packed and sent comes out as it was", () => {
  const row = testRow("measured", { [voc]: 1 / 3, [depth]: 0.4 });
  const cell = row.cells[voc];
  if (!cell) throw new Error("no cell");
  const known = {
    ...row,
    cells: { ...row.cells, [voc]: { ...cell, seeds: 3, interval: [0.25, 0.5], rankInterval: [1, 2.5] } },
  } as const;
  const table = boardTable(testBoard(known, testRow("half", { [depth]: 0.5 }), testRow("empty", {})));
  const sent = JSON.parse(JSON.stringify(packTable(table)));
  expect(unpackTable(sent)).toEqual(table);
});

test("ends of intervals are shortened, values are not", () => {
  const row = testRow("measured", { [voc]: 100 / 3 });
  const cell = row.cells[voc];
  if (!cell) throw new Error("no cell");
  const interval = [100 / 7, 200 / 3] as const;
  const table = unpackTable(
    packTable(boardTable(testBoard({ ...row, cells: { [voc]: { ...cell, interval } } }))),
  );
  expect(table.rows[0]?.scores[voc]).toMatchObject({ value: 100 / 3, interval: [14.2857143, 66.6666667] });
});

test("a board without intervals sends none", () => {
  const { scores } = packTable(boardTable(testBoard(testRow("measured", { [voc]: 1 }))));
  expect(scores).toEqual([
    { values: [1], sources: ["measured"], seeds: [1], intervals: null, rankIntervals: null },
  ]);
});
