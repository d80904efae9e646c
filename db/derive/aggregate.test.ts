import { describe, expect, test } from "vitest";
import { metricFacts, replicateRanks } from "#contract";
import { testBoard, testRow } from "../test-board.ts";
import { aggregateBoard, sharedRanks } from "./aggregate.ts";
import type { BoardResult } from "./cell.ts";
import { columnOf, ranksAmong } from "./column.ts";
import { overallRankIntervals } from "./overall-rank.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";

describe("aggregateBoard", () => {
  const board = testBoard(
    testRow("semantic", { [voc]: 90, [depth]: 0.8 }),
    testRow("spatial", { [voc]: 50, [depth]: 0.4 }),
    testRow("middling", { [voc]: 60, [depth]: 0.5 }),
    testRow("unfinished", { [voc]: 99 }),
  );
  const byId = (weights?: Parameters<typeof aggregateBoard>[1]) =>
    Object.fromEntries(aggregateBoard(board, weights).map((standing) => [standing.backboneId, standing]));

  test("gives four figures over complete rows, each with its rank", () => {
    // Ranks 1 and 3 against 3 and 1 against 2 and 2.
    const { semantic, middling } = byId();
    expect(semantic?.aggregates?.["mean-rank"]).toEqual({ value: 2, rank: 1 });
    expect(semantic?.aggregates?.borda).toEqual({ value: 2, rank: 1 });
    expect(semantic?.aggregates?.["win-rate"]).toEqual({ value: 0.5, rank: 1 });
    expect(semantic?.aggregates?.relative).toEqual({ value: 0.5, rank: 1 });
    expect(middling?.aggregates?.["mean-rank"].rank).toBe(1);
    expect(middling?.aggregates?.relative.value).toBeCloseTo((0.25 + 0.75) / 2, 12);
  });

  test("lists an incomplete row without a rank, with what is missing", () => {
    expect(byId().unfinished).toEqual({ backboneId: "unfinished", missing: [depth], aggregates: null });
  });

  test("weighs categories; one without weight is not asked for", () => {
    const weights = { "instance awareness": 1, "local semantics": 1, "spatial understanding": 0 };
    const { semantic, unfinished } = byId(weights);
    expect(unfinished?.aggregates?.["mean-rank"]).toEqual({ value: 1, rank: 1 });
    expect(semantic?.aggregates?.["mean-rank"]).toEqual({ value: 2, rank: 2 });
    const none = { "instance awareness": 0, "local semantics": 0, "spatial understanding": 0 };
    expect(byId(none).semantic?.aggregates).toBeNull();
  });
});

describe("overallRankIntervals", () => {
  test("are certain where every replicate agrees", () => {
    const replicates = [Float32Array.of(3, 3, 3), Float32Array.of(2, 2, 2), Float32Array.of(1, 1, 1)];
    expect(overallRankIntervals([replicateRanks(replicates, "higher")], 3)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test("span what the replicates leave open, over all tasks together", () => {
    const even = replicateRanks([Float32Array.of(3, 1), Float32Array.of(2, 2)], "higher");
    expect(overallRankIntervals([even], 2)[0]?.[0]).toBeLessThan(1.1);
    expect(overallRankIntervals([even], 2)[0]?.[1]).toBeGreaterThan(1.9);
    const opposite = replicateRanks([Float32Array.of(3, 1), Float32Array.of(2, 2)], "lower");
    expect(overallRankIntervals([even, opposite], 2)).toEqual([
      [1.5, 1.5],
      [1.5, 1.5],
    ]);
  });

  test("are unknown without paired replicates or an opponent", () => {
    const paired = [Float32Array.of(1), Float32Array.of(2)];
    expect(overallRankIntervals([null], 2)).toEqual([null, null]);
    expect(overallRankIntervals([paired, null], 2)).toEqual([null, null]);
    expect(overallRankIntervals([paired, [Float32Array.of(1, 2), Float32Array.of(2, 1)]], 2)).toEqual([
      null,
      null,
    ]);
    expect(overallRankIntervals([[Float32Array.of(1)]], 1)).toEqual([null]);
  });
});

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

test("sharedRanks tell apart only what the intervals tell apart", () => {
  expect(sharedRanks([[1, 2], [1, 3], [4, 4], null, [2.5, 5]])).toEqual([1, 1, 3, null, 2]);
});
