import { expect, test } from "vitest";
import { testBoard, testRow } from "../test/board.ts";
import type { BoardResult } from "./board/cell.ts";
import type { SeedNoise } from "./board/seed-noise.ts";
import { comparisonOf } from "./comparison.ts";

const paired = { seedNoise: null, critical: 2 };
const board = {
  ...testBoard(
    testRow("a", { "voc2012/iou": 60, "nyuv2-depth/rmse": 0.5 }),
    testRow("b", { "voc2012/iou": 50, "nyuv2-depth/rmse": 0.4 }),
    testRow("c", { "voc2012/iou": 90 }),
  ),
  statistics: { "voc2012/iou": paired, "nyuv2-depth/rmse": paired },
};

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

const cellOf = (results: readonly BoardResult[], seedNoise: SeedNoise | null = null) =>
  comparisonOf(
    { ...board, statistics: { "voc2012/iou": { seedNoise, critical: 2 } } },
    ["a", "b"],
    results,
  )?.rows.find(({ metric }) => metric === "voc2012/iou")?.cells[1];

test("replicates on the same resamples give a paired interval, narrower than the backbones' own", () => {
  const paired = cellOf([result("a", 60, [50, 60, 70]), result("b", 50, [40, 50, 60])]);
  expect(paired?.difference).toEqual({
    value: -10,
    better: false,
    uncertainty: { interval: [-10, -10], toldApart: true },
  });
});

test("the column's seeds widen the interval, one seed by more than two", () => {
  const replicates = (value: number) => Array.from({ length: 1000 }, (_, r) => value + (r % 10) / 100);
  const noise = { standardDeviation: 2, degreesOfFreedom: 40 };
  const width = (cell: ReturnType<typeof cellOf>) => {
    const [low, high] = cell?.difference?.uncertainty?.interval ?? [Number.NaN, Number.NaN];
    return (high - low) / 2;
  };
  const a = result("a", 60, replicates(60));
  const one = cellOf([a, result("b", 50, replicates(50))], noise);
  const two = cellOf([a, result("b", 49, replicates(49)), result("b", 51, replicates(51))], noise);
  // Student's t for 40 degrees of freedom, times 2 times the root of 1 + 1 and 1 + 1/2.
  expect(width(one) / (2.021 * 2 * Math.sqrt(2))).toBeCloseTo(1, 1);
  expect(width(two) / (2.021 * 2 * Math.sqrt(1.5))).toBeCloseTo(1, 1);
  expect(one?.difference?.uncertainty?.toldApart).toBe(true);
  const wide = cellOf([a, result("b", 50, replicates(50))], { ...noise, standardDeviation: 10 });
  expect(wide?.difference?.uncertainty?.toldApart).toBe(false);
});

test("resamples that are not defined for both are left out", () => {
  const holed = (value: number, hole: number) =>
    Array.from({ length: 300 }, (_, r) => (r % 3 === hole ? Number.NaN : value + r / 300));
  const found = cellOf([result("a", 60, holed(60, 0)), result("b", 50, holed(50, 1))]);
  const [low = 0, high = 0] = found?.difference?.uncertainty?.interval ?? [];
  expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual([-10, -10]);
});

test("no interval without replicates on both sides, on other resamples, or of another number of them", () => {
  const uncertainty = (...results: BoardResult[]) => cellOf(results)?.difference?.uncertainty;
  expect(uncertainty(result("a", 60, null), result("b", 50, null))).toBeNull();
  expect(uncertainty(result("a", 60, [1, 2]), result("b", 50, null))).toBeNull();
  expect(uncertainty(result("a", 60, [1, 2], "5"), result("b", 50, [1, 2], "6"))).toBeNull();
  expect(uncertainty(result("a", 60, [1, 2]), result("b", 50, [1, 2, 3]))).toBeNull();
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
