import { expect, test } from "vitest";
import { classComparisons, type ResultNumbers } from "./class-comparison.ts";

const result = (backboneId: string, secondary: Record<string, number>): ResultNumbers => ({
  backboneId,
  task: "voc2012",
  secondary,
});

test("classes by how far the backbones are apart, mean over seeds, in the order asked for", () => {
  const results = [
    result("a", { pixelAccuracy: 0.9, "iou/tvmonitor": 50, "iou/cat": 80 }),
    result("a", { pixelAccuracy: 0.9, "iou/tvmonitor": 60, "iou/cat": 80 }),
    result("b", { pixelAccuracy: 0.9, "iou/tvmonitor": 30, "iou/cat": 79, "iou/bird": 5 }),
    result("elsewhere", { "iou/cat": 1 }),
  ];
  expect(classComparisons(["b", "a"], results)).toEqual([
    {
      task: "voc2012",
      rows: [
        { label: "TV monitor", percents: [30, 55], spread: 25 },
        { label: "cat", percents: [79, 80], spread: 1 },
        { label: "bird", percents: [5, null], spread: 0 },
      ],
    },
  ]);
});

test("one backbone with classes is no comparison", () => {
  expect(
    classComparisons(["a", "b"], [result("a", { "iou/cat": 80 }), result("b", { pixelAccuracy: 1 })]),
  ).toEqual([]);
});
