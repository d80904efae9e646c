import { describe, expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import type { BoardRow } from "../board/board.ts";
import { metricColumn } from "./columns.ts";
import { pinnedFirst, sortRows } from "./sort.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";
const rows = [
  testRow("a", { [voc]: 80, [depth]: 0.5 }),
  testRow("b", { [voc]: 70, [depth]: 0.4 }),
  testRow("c", { [voc]: 60, [depth]: 0.6 }),
  testRow("d", { [voc]: 90 }),
];

describe("rows in order", () => {
  const ids = (found: readonly BoardRow[]) => found.map(({ backbone }) => backbone.id);
  const places = new Map([
    ["a", 2],
    ["b", 1],
    ["c", 3],
    ["d", null],
  ] as const);
  const board = { columns: [metricColumn(voc), metricColumn(depth)], speedSettings: [], places };

  test("rows without a value come last in either direction", () => {
    const sort = depth;
    expect(ids(sortRows(rows, { sort, direction: "asc" }, board))).toEqual(["b", "a", "c", "d"]);
    expect(ids(sortRows(rows, { sort, direction: "desc" }, board))).toEqual(["c", "a", "b", "d"]);
  });

  test("sorting leaves its input alone", () => {
    const before = [...rows];
    sortRows(rows, { sort: "rank", direction: "desc" }, board);
    expect(rows).toEqual(before);
  });

  test("pinned rows come first, in their own order and past every filter", () => {
    const passing = rows.slice(0, 2);
    expect(ids(pinnedFirst(rows, passing, ["d", "b"]))).toEqual(["d", "b", "a"]);
    expect(ids(pinnedFirst(rows, passing, []))).toEqual(["a", "b"]);
  });
});
