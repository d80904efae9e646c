import { expect, test } from "vitest";
import { variableAxis } from "./axis.ts";

const error = { name: "NYUv2 depth RMSE", unit: "m", better: "lower", digits: 3 } as const;
const score = { name: "Pascal VOC 2012 mIoU", unit: "%", better: "higher", digits: 1 } as const;
const size = { name: "Parameters", unit: "M", better: null, digits: 1 } as const;

test("where lower-is-better is turned round in the numbers, so is its axis, which says so", () => {
  expect(variableAxis(error, "raw", [0.4, 0.6])).toMatchObject({
    direction: "normal",
    label: "NYUv2 depth RMSE, m (lower is better)",
  });
  expect(variableAxis(error, "better", [0.4, 0.6])).toMatchObject({
    direction: "reversed",
    label: "NYUv2 depth RMSE, m (lower is better, axis turned round)",
  });
});

test("what is better high, and sizes, are never turned", () => {
  for (const variable of [score, size]) {
    const [raw, better] = (["raw", "better"] as const).map((sign) => variableAxis(variable, sign, [1, 2]));
    expect([better?.direction, better?.label]).toEqual(["normal", raw?.label]);
  }
});
