import { describe, expect, test } from "vitest";
import { metricFacts } from "#contract";
import type { BoardResult } from "./cell.ts";
import { columnOf, ranksAmong } from "./column.ts";

const voc = "voc2012/iou";

describe("ranksAmong", () => {
  const result = (backboneId: string, replicates: Float32Array | null): BoardResult => ({
    ...{ backboneId, task: "voc2012", learnableMillions: null },
    metrics: {
      [voc]: {
        ...{ resultId: backboneId, sequence: 1, source: "measured", value: 1 },
        ...{ replicates, indicesSha256: "5" },
      },
    },
  });
  const [a, b, c] = [Float32Array.of(1, 9), Float32Array.of(5, 5), Float32Array.of(9, 1)];
  const column = columnOf(metricFacts(voc), [result("a", a), result("b", b), result("c", c)]);

  test("all are ranked as in the column, in the order asked for", () => {
    expect(column.ranks).toEqual([Float32Array.of(3, 1), Float32Array.of(2, 2), Float32Array.of(1, 3)]);
    expect(ranksAmong(["c", "a", "b"], column)).toEqual([
      column.ranks?.[2],
      ...(column.ranks ?? []).slice(0, 2),
    ]);
  });

  test("some are ranked among themselves; one without replicates has no rank, and so have all", () => {
    expect(ranksAmong(["a", "c"], column)).toEqual([Float32Array.of(2, 1), Float32Array.of(1, 2)]);
    expect(ranksAmong(["a"], column)).toBeNull();
    const open = columnOf(metricFacts(voc), [result("a", a), result("b", null)]);
    expect(open.ranks).toBeNull();
    expect(open.cells.get("a")?.rankInterval).toBeNull();
  });
});

describe("ranks over seeds", () => {
  const images = Float32Array.from({ length: 1000 }, (_, r) => (r % 10) / 100);
  const result = (backboneId: string, value: number): BoardResult => ({
    ...{ backboneId, task: "voc2012", learnableMillions: null },
    metrics: {
      [voc]: {
        ...{ resultId: `${backboneId} ${value}`, sequence: 1, source: "measured", value },
        ...{ replicates: images.map((replicate) => replicate + value), indicesSha256: "5" },
      },
    },
  });
  const intervals = (...results: BoardResult[]) =>
    [...columnOf(metricFacts(voc), results).cells.values()].map(({ rankInterval }) => rankInterval);

  test("one seed each: the test images alone, which tell these apart", () => {
    expect(intervals(result("a", 51), result("b", 50))).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test("seeds that agree change nothing; seeds that differ more than the backbones leave both ranks open", () => {
    const steady = [50.99, 51, 51.01].map((value) => result("a", value));
    const shaky = [45, 50, 55].map((value) => result("b", value));
    const still = [49.99, 50, 50.01].map((value) => result("b", value));
    expect(intervals(...steady, ...still)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const open = intervals(...steady, ...shaky);
    expect(open).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(intervals(...steady, ...shaky), "the same in every process").toEqual(open);
  });
});
