import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import {
  averageRanks,
  dominations,
  holm,
  mulberry32,
  pairedDifference,
  paretoFront,
  percentile,
  percentileInterval,
  rankIntervals,
  replicateRanks,
  spearman,
  spearmanWithStudentP,
  standings,
  withNearTies,
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

describe("spearman with Student's p", () => {
  const cases = golden<{ x: number[]; y: number[] }, { rho: number | null; p: number | null }>("spearman");
  test.each(cases)("$name", ({ input, expected }) => {
    const found = spearmanWithStudentP(input.x, input.y);
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
    expect(spearman([1, 2], [3, 4])).toEqual({ rho: 1, p: Number.NaN, isBound: false, pairs: 2 });
  });

  test("refuses lists of different lengths and NaN", () => {
    expect(() => spearman([1, 2], [1])).toThrow("2 values against 1");
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow("value 1 is NaN");
  });
});

describe("spearman", () => {
  test.each([
    // 2 of 6, 2 of 24, 2 of 120 orders are as far in line; of the last, 4 of 6.
    [[1, 2, 3], [10, 20, 30], 1 / 3],
    [[1, 2, 3, 4], [4, 3, 2, 1], 1 / 12],
    [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1 / 60],
  ])("%j and %j: p is the share of orders", (x, y, expected) => {
    expect(spearman(x, y).p).toBeCloseTo(expected, 12);
  });

  test("p of all orders is what counting them one by one gives, ties and all", () => {
    const orders = (values: number[]): number[][] =>
      values.length < 2
        ? [values]
        : values.flatMap((value, index) =>
            orders(values.filter((_, other) => other !== index)).map((rest) => [value, ...rest]),
          );
    const x = [1, 2, 2, 5, 7, 9];
    const y = [3, 1, 4, 4, 9, 5];
    const rho = (b: number[]) => Math.abs(spearmanWithStudentP(x, b).rho);
    const asFar = orders(y).filter((order) => rho(order) >= rho(y) - 1e-12).length;
    expect(spearman(x, y).p).toBeCloseTo(asFar / 720, 12);
  });

  test.each([18, 30, 50, 51])("of %i pairs p is near Student's t, and always the same", (n) => {
    const random = xoshiro128([n, 5, 6, 7]);
    const x = Array.from({ length: n }, (_, index) => index);
    const y = x.map((value) => value + 2 * n * uniformFraction(random));
    const { p } = spearman(x, y);
    const { p: approximate } = spearmanWithStudentP(x, y);
    expect(p).toBeGreaterThan(0);
    expect(Math.abs(p - approximate)).toBeLessThan(0.2 * approximate + 1e-4);
    expect(spearman(x, y).p).toBe(p);
  });

  test("p is a bound where none of the random orders is as far, and exact where all are counted", () => {
    const inLine = (n: number) => {
      const x = Array.from({ length: n }, (_, index) => index);
      return spearman(x, x);
    };
    expect(inLine(9)).toMatchObject({ p: 2 / 362_880, isBound: false });
    expect(inLine(17)).toMatchObject({ p: 1e-5, isBound: true });
    expect(inLine(51).isBound).toBe(false);
  });

  test("a constant and two pairs have no p", () => {
    expect(spearman([1, 1, 1], [1, 2, 3]).p).toBeNaN();
    expect(spearman([1, 2], [3, 4])).toEqual({ rho: 1, p: Number.NaN, isBound: false, pairs: 2 });
  });
});

test("Holm's p are as R's p.adjust has them; what has none stays without", () => {
  // p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.5), "holm")
  expect(holm([0.04, 0.01, null, 0.03, 0.02, 0.5]).map((p) => p && Number(p.toFixed(9)))).toEqual([
    ...[0.09, 0.05, null],
    ...[0.09, 0.08, 0.5],
  ]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
});

test("values within a width of the next are one", () => {
  expect(withNearTies([86.6, 85.8, 85.9, 86.5, 304.4], 0.1).map((value) => Number(value.toFixed(6)))).toEqual(
    [86.55, 85.85, 85.85, 86.55, 304.4],
  );
  expect(withNearTies([], 1)).toEqual([]);
});

describe("paretoFront", () => {
  const cases = golden<{ cost: number[]; score: number[]; lower_is_better: boolean }, { front: number[] }>(
    "pareto",
  );
  test.each(cases)("$name", ({ input, expected }) => {
    const points = input.cost.map((cost, index) => ({ cost, score: input.score[index] ?? Number.NaN }));
    const better = input.lower_is_better ? "lower" : "higher";
    expect(paretoFront(points, better)).toEqual(expected.front);
    const undominated = dominations(points, better).flatMap(({ count }, index) =>
      count === 0 ? [index] : [],
    );
    expect(undominated).toEqual(expected.front);
  });

  test.each(["higher", "lower"] as const)(
    "who dominates each point, copies among them, where %s is better",
    (better) => {
      const random = mulberry32(3);
      const points = Array.from({ length: 60 }, () => ({
        cost: Math.floor(8 * random()),
        score: Math.floor(8 * random()),
      }));
      const sign = better === "higher" ? 1 : -1;
      const expected = points.map((point) => {
        const by = points.flatMap((other, index) => {
          const [gain, saving] = [sign * (other.score - point.score), point.cost - other.cost];
          return gain >= 0 && saving >= 0 && gain + saving > 0 ? [{ ...other, index }] : [];
        });
        const [best] = by.sort((a, b) => sign * (b.score - a.score) || a.cost - b.cost || a.index - b.index);
        return { best: best?.index ?? null, count: by.length };
      });
      expect(dominations(points, better)).toEqual(expected);
    },
  );
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
