import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import {
  averageRanks,
  dominators,
  pairedDifference,
  paretoFront,
  percentile,
  percentileInterval,
  rankIntervals,
  replicateRanks,
  spearman,
  standings,
} from "./index.ts";

interface GoldenCase<Input, Expected> {
  readonly name: string;
  readonly input: Input;
  readonly expected: Expected;
}

function golden<Input, Expected>(file: string): GoldenCase<Input, Expected>[] {
  const url = new URL(`../../golden/metrics/${file}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as GoldenCase<Input, Expected>[];
}

describe("spearman", () => {
  const cases = golden<{ x: number[]; y: number[] }, { rho: number | null; p: number | null }>("spearman");
  test.each(cases)("$name", ({ input, expected }) => {
    const found = spearman(input.x, input.y);
    expect(found.pairs).toBe(input.x.length);
    if (expected.rho === null || expected.p === null) {
      expect(found.rho).toBeNaN();
      expect(found.p).toBeNaN();
      return;
    }
    expect(found.rho).toBeCloseTo(expected.rho, 9);
    const tolerance = Math.abs(expected.rho) > 1 - 1e-9 ? 1e-6 : Math.max(1e-12, 1e-6 * expected.p);
    expect(Math.abs(found.p - expected.p)).toBeLessThanOrEqual(tolerance);
  });

  test("two pairs have no p value", () => {
    expect(spearman([1, 2], [3, 4])).toEqual({ rho: 1, p: Number.NaN, pairs: 2 });
  });

  test("refuses lists of different lengths and NaN", () => {
    expect(() => spearman([1, 2], [1])).toThrow("2 values against 1");
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow("value 1 is NaN");
  });
});

describe("paretoFront", () => {
  const cases = golden<{ cost: number[]; score: number[]; lower_is_better: boolean }, { front: number[] }>(
    "pareto",
  );
  test.each(cases)("$name", ({ input, expected }) => {
    const points = input.cost.map((cost, index) => ({ cost, score: input.score[index] ?? Number.NaN }));
    const better = input.lower_is_better ? "lower" : "higher";
    expect(paretoFront(points, better)).toEqual(expected.front);
    const undominated = dominators(points, better).flatMap((by, index) => (by.length === 0 ? [index] : []));
    expect(undominated).toEqual(expected.front);
  });
});

describe("standings", () => {
  interface Expected {
    readonly ranks: number[][];
    readonly mean_rank: number[];
    readonly borda: number[];
    readonly win_rate: number[];
    readonly relative: (number | null)[][];
    readonly relative_mean: number[];
  }
  const cases = golden<{ scores: number[][]; higher_is_better: boolean[] }, Expected>("ranks");
  test.each(cases)("$name", ({ input, expected }) => {
    const better = input.higher_is_better.map((higher) => (higher ? "higher" : "lower"));
    for (const [model, found] of standings({ scores: input.scores, better }).entries()) {
      expect(found.ranks).toEqual(expected.ranks[model]);
      expect(found.meanRank).toBeCloseTo(expected.mean_rank[model] ?? Number.NaN, 9);
      expect(found.borda).toBeCloseTo(expected.borda[model] ?? Number.NaN, 9);
      expect(found.winRate).toBeCloseTo(expected.win_rate[model] ?? Number.NaN, 9);
      expect(found.relativeMean).toBeCloseTo(expected.relative_mean[model] ?? Number.NaN, 9);
      for (const [task, value] of found.relative.entries()) {
        const wanted = expected.relative[model]?.[task];
        if (wanted === null) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(wanted ?? Number.NaN, 9);
      }
    }
  });

  test("a task of weight zero does not count", () => {
    const [first] = standings(
      {
        scores: [
          [1, 9],
          [2, 1],
        ],
        better: ["higher", "higher"],
      },
      [1, 0],
    );
    expect(first?.meanRank).toBe(2);
    expect(first?.borda).toBe(0);
  });
});

describe("bootstrap intervals", () => {
  test("percentiles are linear between neighbours and need no order", () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
    expect(percentile([10], 97.5)).toBe(10);
    expect(percentile([1, Number.NaN], 50)).toBeNaN();
  });

  test("the interval lies at both tails", () => {
    const replicates = Array.from({ length: 101 }, (_, index) => index);
    const { low, high } = percentileInterval(replicates, 0.9);
    expect(low).toBeCloseTo(5, 9);
    expect(high).toBeCloseTo(95, 9);
  });

  test("a constant lead is a certain difference, however wide each interval is", () => {
    const weak = { point: 1, replicates: [0, 5, 10] };
    const strong = { point: 2, replicates: [1, 6, 11] };
    expect(pairedDifference(strong, weak, 0.95)).toEqual({
      point: 1,
      interval: { low: 1, high: 1 },
      fractionPositive: 1,
    });
    const ranks = rankIntervals(replicateRanks([weak.replicates, strong.replicates], "lower"), 0.95);
    expect(ranks.map((rank) => rank.mean)).toEqual([1, 2]);
  });

  test("ties share the mean of their places", () => {
    expect(averageRanks([2, 1, 2, 3])).toEqual([2.5, 1, 2.5, 4]);
  });

  test.each([1, 2, 19, 300])("ranks and percentiles of %i values are those of sorting them", (length) => {
    for (const values of listsOf(length)) {
      const ascending = [...values].sort((a, b) => a - b);
      const rankOf = (value: number) => 1 + (ascending.indexOf(value) + ascending.lastIndexOf(value)) / 2;
      expect(averageRanks(values)).toEqual(values.map(rankOf));
      for (const percent of [0, 2.5, 50, 97.5, 100]) {
        const place = (percent / 100) * (length - 1);
        const [low, high] = [ascending[Math.floor(place)], ascending[Math.ceil(place)]];
        const found = percentile(values, percent);
        expect(found).toBeGreaterThanOrEqual(low ?? Number.NaN);
        expect(found).toBeLessThanOrEqual(high ?? Number.NaN);
      }
    }
  });

  test("infinities have places; zeros of both signs share theirs", () => {
    const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
    expect(averageRanks([0, POSITIVE_INFINITY, -0, -1e-300, NEGATIVE_INFINITY])).toEqual([3.5, 5, 3.5, 2, 1]);
  });
});

/** All sorts of numbers: of either sign, tiny and huge, single precision, and few different ones. */
function listsOf(length: number): number[][] {
  const stream = xoshiro128([1, 2, 3, length]);
  const random = () => uniformFraction(stream);
  const list = (value: () => number) => Array.from({ length }, value);
  return [
    list(() => random() - 0.5),
    list(() => (random() - 0.5) * 10 ** (600 * random() - 300)),
    list(() => Math.fround(100 * random())),
    list(() => Math.floor(5 * random()) - 2),
    list(() => 7),
  ];
}
