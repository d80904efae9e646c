import { expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import { comparedWith, scorePlaces } from "./score-places.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";

test("the main score of each task: its rank, how many it is among, and its place between worst and best", () => {
  const rows = [
    testRow("high", { [voc]: 80, [depth]: 0.4, "voc2012/ce": 0.1 }),
    testRow("middle", { [voc]: 60, [depth]: 0.6 }),
    testRow("low", { [voc]: 40 }),
  ];
  expect(scorePlaces(rows, "middle")).toMatchObject([
    { metric: voc, value: 60, rank: 2, of: 3, best: 80, worst: 40, relative: 0.5, relativeInterval: null },
    // Lower is better.
    { metric: depth, rank: 2, of: 2, best: 0.4, worst: 0.6, relative: expect.closeTo(0) },
  ]);
  expect(scorePlaces(rows, "nobody")).toEqual([]);
  expect(scorePlaces([testRow("alone", { [voc]: 60 })], "alone")).toMatchObject([
    { rank: 1, of: 1, relative: null },
  ]);
});

test("bars run from the worst trained backbone, of which an untrained one lies below", () => {
  const trained = (id: string, value: number) => {
    const row = testRow(id, { [voc]: value });
    return { ...row, backbone: { ...row.backbone, category: "supervised" } };
  };
  const rows = [trained("high", 80), trained("low", 60), testRow("untrained", { [voc]: 10 })];
  expect(scorePlaces(rows, "low")).toMatchObject([{ rank: 2, of: 3, worst: 60, relative: 0 }]);
  expect(scorePlaces(rows, "untrained")).toMatchObject([{ rank: 3, of: 3, worst: 60, relative: -2.5 }]);
});

test("where no trained backbone has the metric, bars run over those that have it", () => {
  const elsewhere = testRow("trained", { [depth]: 0.4 });
  const trained = { ...elsewhere, backbone: { ...elsewhere.backbone, category: "supervised" } };
  const rows = [trained, testRow("baseline", { [voc]: 30 }), testRow("untrained", { [voc]: 10 })];
  expect(scorePlaces(rows, "untrained")).toMatchObject([
    { rank: 2, of: 2, best: 30, worst: 10, relative: 0 },
  ]);
});

test("those that the data do not tell apart share a rank, as on the board", () => {
  const ranked = (id: string, value: number, rankInterval: readonly [number, number]) => {
    const row = testRow(id, { [voc]: value });
    const cell = row.cells[voc];
    return { ...row, cells: cell ? { [voc]: { ...cell, rankInterval } } : {} };
  };
  const rows = [ranked("a", 80, [1, 2]), ranked("b", 79, [1, 2]), ranked("c", 10, [3, 3])];
  expect(["a", "b", "c"].map((id) => scorePlaces(rows, id)[0]?.rank)).toEqual([1, 1, 3]);
});

test("a backbone is compared with the best and with the next before it; the first with those that follow", () => {
  const ranking = ["a", "b", "c", "d", "e"];
  expect(comparedWith(ranking, "e")).toEqual(["a", "d"]);
  expect(comparedWith(ranking, "c")).toEqual(["a", "b"]);
  expect(comparedWith(ranking, "b")).toEqual(["a", "c"]);
  expect(comparedWith(ranking, "a")).toEqual(["b", "c"]);
  expect(comparedWith(["a", "b"], "b")).toEqual(["a"]);
  expect(comparedWith(["a"], "a")).toEqual([]);
});
