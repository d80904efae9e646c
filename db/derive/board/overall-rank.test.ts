import { describe, expect, test } from "vitest";
import { replicateRanks } from "#contract";
import { overallRankIntervals } from "./overall-rank.ts";

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
