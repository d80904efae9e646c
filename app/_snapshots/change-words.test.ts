import { expect, test } from "vitest";
import type { Board } from "#db/derive/board/board.ts";
import { arrivals, type BoardPair, cellChanges, rankChanges } from "#db/derive/snapshot-diff.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { changeGroups } from "./change-words.ts";

const nothing = { arrivals: [], ranks: [], cells: [], added: [], removed: [] };

function groupsOf(before: Board | null, after: Board | null) {
  const pairs: BoardPair[] = [{ cohortId: "scenes-p1-smoke", before, after }];
  const changes = { arrivals: arrivals(pairs), ranks: rankChanges(pairs), cells: cellChanges(pairs) };
  return changeGroups({ ...nothing, ...changes }).map(({ title, lines }) => [
    title,
    lines.map(({ text }) => text),
  ]);
}

const voc = (id: string, value: number) => testRow(id, { "voc2012/iou": value });
const both = (id: string, value: number, rmse: number) =>
  testRow(id, { "voc2012/iou": value, "nyuv2-depth/rmse": rmse });

test("who came, rose and fell, and only the numbers of those that stayed", () => {
  const before = testBoard(voc("a", 80), voc("b", 70), voc("c", 60));
  const after = testBoard(voc("a", 65), voc("b", 70), voc("c", 60), voc("new", 90));
  expect(groupsOf(before, after)).toEqual([
    ["Came", ["new, rank 1"]],
    ["Fell", ["a, from rank 1 to 3", "c, from rank 3 to 4"]],
    ["Numbers that changed", ["a, Pascal VOC 2012 mIoU, worse: 80.0 → 65.0"]],
  ]);
  expect(groupsOf(after, before)).toEqual([
    ["Went", ["new, rank 1"]],
    ["Rose", ["a, from rank 3 to 1", "c, from rank 4 to 3"]],
    ["Numbers that changed", ["a, Pascal VOC 2012 mIoU, better: 65.0 → 80.0"]],
  ]);
});

test("better and worse as the metric has them; a change that no digit shows is said", () => {
  const [before, after] = [both("a", 80, 0.5), both("a", 80.01, 0.4)];
  expect(groupsOf(testBoard(before), testBoard(after))).toEqual([
    [
      "Numbers that changed",
      [
        "a, Pascal VOC 2012 mIoU, by less than its last digit: 80.0 → 80.0",
        "a, NYUv2 depth RMSE, better: 0.500 → 0.400",
      ],
    ],
  ]);
});

test("one that lacks a task has no rank, and has one once it is complete", () => {
  const before = testBoard(both("a", 80, 0.5), voc("half", 90));
  const after = testBoard(both("a", 80, 0.5), both("half", 90, 0.4));
  expect(groupsOf(before, after)).toEqual([
    ["Fell", ["a, from rank 1 to 2"]],
    ["Complete now", ["half, rank 1"]],
    ["Numbers that changed", ["half, NYUv2 depth RMSE, new: 0.400"]],
  ]);
  expect(groupsOf(after, before).map(([title]) => title)).toContain("Not complete any more");
  expect(groupsOf(null, testBoard(both("a", 80, 0.5), voc("half", 90)))).toEqual([
    ["Came", ["a, rank 1", "half, not ranked: it lacks a task"]],
  ]);
});

test("nothing changed, nothing is said", () => {
  const board = testBoard(voc("a", 80));
  expect(groupsOf(board, board)).toEqual([]);
});
