import { describe, expect, test } from "vitest";
import { metricFacts, replicateRanks } from "#contract";
import { testBoard, testRow } from "../../test/board.ts";
import type { BoardResult } from "./cell.ts";
import { columnOf, ranksAmong } from "./column.ts";
import { overallRankIntervals } from "./overall-rank.ts";
import { boardStandings } from "./standings.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";

describe("boardStandings", () => {
  const semantic = testRow("semantic", { [voc]: 90, [depth]: 0.8 });
  const spatial = testRow("spatial", { [voc]: 50, [depth]: 0.4 });
  const middling = testRow("middling", { [voc]: 60, [depth]: 0.5 });
  const worst = testRow("worst", { [voc]: 40, [depth]: 0.9 });

  test("gives the mean rank over all tasks, and its rank", () => {
    // Ranks 1 and 3 against 3 and 1 against 2 and 2.
    const found = boardStandings(testBoard(semantic, spatial, middling, worst));
    expect(found.map(({ meanRank, rank }) => [meanRank, rank])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
      [4, 4],
    ]);
  });

  test("lists an incomplete row without a rank, with what is missing", () => {
    const found = boardStandings(testBoard(semantic, testRow("unfinished", { [voc]: 99 })));
    expect(found).toEqual([
      { backboneId: "semantic", missing: [], meanRank: 1, rank: 1 },
      { backboneId: "unfinished", missing: [depth], meanRank: null, rank: null },
    ]);
  });

  test("those that their intervals do not tell apart share a rank", () => {
    const first = { ...testRow("first", { [voc]: 90 }), overallRankInterval: [1, 2] as const };
    const second = { ...testRow("second", { [voc]: 89 }), overallRankInterval: [1.5, 2] as const };
    const third = { ...testRow("third", { [voc]: 10 }), overallRankInterval: [3, 3] as const };
    const found = boardStandings(testBoard(first, second, third));
    expect(found.map(({ meanRank, rank }) => [meanRank, rank])).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
    ]);
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
