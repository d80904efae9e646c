import { describe, expect, test } from "vitest";
import { pooledLoss } from "./pooled-loss.ts";

describe("pooling over batches", () => {
  test("weighs by counts", () => {
    const batches = [
      { kind: "mean", sum: 4, count: 2 },
      { kind: "mean", sum: 1, count: 8 },
    ] as const;
    expect(pooledLoss(batches)).toBe(0.5);
  });

  test("joins the moments of logarithmic errors as if they were one sample", () => {
    const moments = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
      return { kind: "log-error", mean, squares, count: values.length } as const;
    };
    const [a, b] = [
      [0.1, -0.4, 0.3],
      [2, 1.5],
    ];
    expect(pooledLoss([moments(a), moments(b)])).toBeCloseTo(pooledLoss([moments([...a, ...b])]), 12);
  });

  test("refuses to mix losses", () => {
    const mixed = [
      { kind: "mean", sum: 4, count: 2 },
      { kind: "means", terms: [] },
    ] as const;
    expect(() => pooledLoss(mixed)).toThrow(/cannot be pooled/);
  });
});
