import { expect, test } from "vitest";
import { testBoard, testRow } from "../../test/board.ts";
import { boardHead } from "./board-head.ts";
import { boardInView } from "./board-in-view.ts";
import { boardPage, pageOf } from "./page-in-view.ts";
import { parseView } from "./view.ts";
import { wholeBoard } from "./whole-board.ts";

const ranked = [
  { ...testRow("a", { "voc2012/iou": 80, "nyuv2-depth/rmse": 0.4 }), overallRankInterval: [1, 2] as const },
  { ...testRow("b", { "voc2012/iou": 70, "nyuv2-depth/rmse": 0.5 }), overallRankInterval: [1, 2] as const },
  { ...testRow("c", { "voc2012/iou": 60, "nyuv2-depth/rmse": 0.6 }), overallRankInterval: [3, 3] as const },
];

function inView(parameters: string, board = testBoard(...ranked)) {
  const view = parseView(new URLSearchParams(parameters), boardHead(board));
  return boardInView(board, view);
}

test("those that their intervals do not tell apart share a rank, in the order of the figure", () => {
  expect(inView("").rows.map(({ backbone, rank }) => [backbone.id, rank])).toEqual([
    ["a", 1],
    ["b", 1],
    ["c", 3],
  ]);
  // Borda is the same order; of another rule no interval is known.
  expect(inView("by=borda").rows.map(({ rank }) => rank)).toEqual([1, 1, 3]);
  expect(inView("by=relative").rows.map(({ rank }) => rank)).toEqual([1, 2, 3]);
});

test("at first each task has its main metric; cross-entropies come where the view shows them", () => {
  const board = testBoard(testRow("a", { "voc2012/ce": 0.2, "voc2012/iou": 80, "nyuv2-depth/rmse": 0.4 }));
  expect(inView("", board)).toMatchObject({
    metrics: ["voc2012/iou", "nyuv2-depth/rmse"],
    facts: ["macs", "parameters", "licence"],
  });
  expect(inView("show=losses", board).metrics).toEqual(["voc2012/ce", "voc2012/iou", "nyuv2-depth/rmse"]);
  expect(inView("show=losses&hide=voc2012", board).metrics).toEqual(["nyuv2-depth/rmse"]);
});

test("a filter changes no rank", () => {
  const { rows, passing } = inView("q=c");
  expect([rows.map(({ backbone, rank }) => [backbone.id, rank]), passing]).toEqual([[["c", 3]], 1]);
});

test("figures and places by the other rules come where the view shows them", () => {
  const { rules, rows } = inView("show=rules");
  expect(rules).toEqual(["borda", "win-rate", "relative"]);
  expect(rows[0]).toMatchObject({
    figure: 1,
    otherFigures: { borda: 4, "win-rate": 1, relative: 1 },
    otherPlaces: { relative: 1 },
    placesWithoutOne: [1, 1],
    otherPlacesWithoutOne: { relative: [1, 1] },
  });
  expect(inView("").rows[0]).toMatchObject({ otherFigures: null, otherPlaces: null, relative: null });
});

test("what a view shows is plain data: a browser that gets it draws what the server drew", () => {
  for (const parameters of ["", "show=rules,identity,readout&pin=c&q=b"]) {
    const shown = inView(parameters);
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
  }
});

test("a pin of what the board does not have is no row and no pin", () => {
  expect(inView("pin=gone,c")).toMatchObject({ pinned: 1, passing: 3, rows: { length: 3 } });
});

test("pages of a long board have thirty rows, and the pinned ones on each", () => {
  const rows = Array.from({ length: 80 }, (_, index) => testRow(`b${index}`, { "voc2012/iou": index }));
  const shown = inView("pin=b0,b79", testBoard(...rows));
  const third = pageOf(shown, 3);
  expect([third.page, third.pages, third.rows.length]).toEqual([3, 3, 2 + 18]);
  expect(third.rows.slice(0, 3).map(({ backbone }) => backbone.id)).toEqual(["b0", "b79", "b18"]);
  expect(pageOf(shown, 9).page).toBe(3);
});

test("a document holds the first page of a long board, all of a short one, and no manifest of either", () => {
  const rows = Array.from({ length: 31 }, (_, index) => testRow(`b${index}`, { "voc2012/iou": index }));
  const long = boardPage(testBoard(...rows));
  expect([long.shown.rows.length, long.shown.passing, long.head.rowCount]).toEqual([30, 31, 31]);
  expect(wholeBoard(long)).toBeNull();
  expect(long.shown.pages).toBe(2);
  const short = boardPage(testBoard(...ranked));
  expect(wholeBoard(short)?.rows).toHaveLength(3);
  expect(JSON.stringify(short)).not.toContain("patchSize");
});
