import { expect, test } from "vitest";
import { testBoard, testRow } from "../test/board.ts";
import type { BoardResult } from "./board/cell.ts";
import { comparisonOf } from "./comparison.ts";

const board = testBoard(
  testRow("a", { "voc2012/iou": 60, "nyuv2-depth/rmse": 0.5 }),
  testRow("b", { "voc2012/iou": 50, "nyuv2-depth/rmse": 0.4 }),
  testRow("c", { "voc2012/iou": 90 }),
);

function result(backboneId: string, value: number, replicates: number[] | null, digit = "5"): BoardResult {
  const seed = {
    resultId: backboneId,
    sequence: 1,
    source: "measured",
    value,
    replicates: replicates && Float32Array.from(replicates),
    indicesSha256: replicates && digit.repeat(64),
  } as const;
  return { backboneId, task: "voc2012", learnableMillions: null, metrics: { "voc2012/iou": seed } };
}

const cellOf = (results: readonly BoardResult[], ids = ["a", "b"]) =>
  comparisonOf(board, ids, results)?.rows.find(({ metric }) => metric === "voc2012/iou")?.cells[1];

test("replicates on the same resamples give a paired interval, narrower than the backbones' own", () => {
  const paired = cellOf([result("a", 60, [50, 60, 70]), result("b", 50, [40, 50, 60])]);
  expect(paired?.difference).toEqual({ value: -10, better: false, interval: [-10, -10] });
});

test("seeds are averaged before they are paired, and what they leave open widens the interval", () => {
  const others = [result("a", 60, [58, 62]), result("c", 90, [0, 1])];
  const agreeing = cellOf([...others, result("b", 50, [46, 50]), result("b", 50, [50, 54])]);
  expect(agreeing?.difference?.interval).toEqual([-10, -10]);
  const apart = cellOf([...others, result("b", 48, [46, 50]), result("b", 52, [50, 54])]);
  const [low = 0, high = 0] = apart?.difference?.interval ?? [];
  expect(apart?.difference?.value).toBe(-10);
  // A standard error of 2, times the quartiles -1 and 1 of Student's t: two replicates have no others.
  expect(low).toBeCloseTo(-12 + 0.025 * 4, 9);
  expect(high).toBeCloseTo(-8 - 0.025 * 4, 9);
});

test("no interval without replicates on both sides, on other resamples, or of another number of them", () => {
  expect(cellOf([result("a", 60, null), result("b", 50, null)])?.difference?.interval).toBeNull();
  expect(cellOf([result("a", 60, [1, 2]), result("b", 50, null)])?.difference?.interval).toBeNull();
  expect(
    cellOf([result("a", 60, [1, 2], "5"), result("b", 50, [1, 2], "6")])?.difference?.interval,
  ).toBeNull();
  expect(cellOf([result("a", 60, [1, 2]), result("b", 50, [1, 2, 3])])?.difference?.interval).toBeNull();
});

test("better follows the metric's direction; the first and the missing have no difference", () => {
  const found = comparisonOf(board, ["c", "b", "a"], []);
  expect(found?.backbones.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  const [iou, depth] = found?.rows ?? [];
  expect(iou).toMatchObject({ metric: "voc2012/iou", best: 90, worst: 50 });
  expect(iou?.cells.map((cell) => cell?.difference?.value ?? null)).toEqual([null, -40, -30]);
  expect(depth).toMatchObject({ metric: "nyuv2-depth/rmse", best: 0.4, worst: 0.5 });
  expect(depth?.cells[0]).toBeNull();
  expect(depth?.cells[1]?.difference).toBeNull();
  const rmse = comparisonOf(board, ["a", "b"], [])?.rows[1]?.cells[1];
  expect(rmse?.difference?.better).toBe(true);
});

test("nothing for a backbone that is not on the board", () => {
  expect(comparisonOf(board, ["a", "z"], [])).toBeNull();
});
