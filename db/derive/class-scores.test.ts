import { expect, test } from "vitest";
import { classScores } from "./class-scores.ts";

test("classes by their mean over seeds, best first; what is no class's is left out", () => {
  const seeds = [
    { pixelAccuracy: 0.9, "iou/cat": 80, "iou/a/b": 10 },
    { pixelAccuracy: 0.8, "iou/cat": 60, "iou/bird": 90 },
  ];
  expect(classScores(seeds)).toEqual([
    { name: "bird", percent: 90 },
    { name: "cat", percent: 70 },
    { name: "a/b", percent: 10 },
  ]);
  expect(classScores([{ rmse: 1 }])).toEqual([]);
});
