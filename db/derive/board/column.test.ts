import { describe, expect, test } from "vitest";
import { metricFacts } from "#contract";
import { finished } from "../../test/finished.ts";
import type { BoardResult } from "./cell.ts";
import { columnInPieces } from "./column.ts";

const voc = "voc2012/iou";

/** One seed, with replicates that share what resampling does to all. */
function result(backboneId: string, value: number, own: (r: number) => number = () => 0): BoardResult {
  const replicates = Float32Array.from({ length: 1000 }, (_, r) => value + ((r * 7) % 10) / 100 + own(r));
  return {
    ...{ backboneId, task: "voc2012", learnableMillions: null },
    metrics: {
      [voc]: {
        ...{ resultId: `${backboneId} ${value}`, sequence: 1, source: "measured", value },
        ...{ replicates, indicesSha256: "5" },
      },
    },
  };
}
const columnOf = (...results: BoardResult[]) => finished(columnInPieces(metricFacts(voc), results));
const cellsOf = (...results: BoardResult[]) => [...columnOf(...results).cells.values()];
const ranksOf = (...results: BoardResult[]) => cellsOf(...results).map(({ rankInterval }) => rankInterval);

/** Another for each name, evenly spread over plus and minus `width`. */
const noise = (width: number, step: number) => (r: number) => width * (((r * step) % 1000) / 500 - 1);

describe("ranks of a column", () => {
  test("tell apart what the paired differences tell apart, and no noisy rival hides it", () => {
    const clear = [result("a", 51, noise(0.01, 7)), result("b", 50, noise(0.01, 11))];
    expect(ranksOf(...clear)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const rivals = [3, 13, 17, 19].map((step) => result(`noisy ${step}`, 50.5, noise(30, step)));
    const [a, b, ...others] = ranksOf(...clear, ...rivals);
    expect([a?.[0], b?.[0]]).toEqual([1, 2]);
    expect(others.map((ranks) => ranks?.[0])).toEqual([1, 1, 1, 1]);
  });

  test("are not known where one has no replicates or was resampled otherwise, nor of one alone", () => {
    const paper = result("b", 50);
    const seed = paper.metrics[voc];
    if (!seed) throw new Error("no seed");
    const changed = (change: object): BoardResult => ({
      ...paper,
      metrics: { [voc]: { ...seed, ...change } },
    });
    expect(ranksOf(result("a", 51), changed({ replicates: null, indicesSha256: null }))).toEqual([
      null,
      null,
    ]);
    expect(ranksOf(result("a", 51), changed({ indicesSha256: "6" }))).toEqual([null, null]);
    expect(ranksOf(result("a", 51))).toEqual([null]);
  });

  test("leave out resamples on which the metric is not defined", () => {
    const holed = [result("a", 51, (r) => (r % 13 ? 0 : Number.NaN)), result("b", 50, noise(0.1, 7))];
    expect(ranksOf(...holed)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const [first] = cellsOf(...holed);
    expect(first?.interval?.[1]).toBeGreaterThan(51.08);
    const nothing = [result("a", 51, () => Number.NaN), result("b", 50)];
    expect(ranksOf(...nothing)).toEqual([null, null]);
    expect(cellsOf(...nothing)[0]?.interval).toBeNull();
  });
});

describe("seeds", () => {
  const many = [48, 52].map((value) => result("many", value));

  test("of one backbone widen the intervals of all, a single seed's most", () => {
    const [twice, once] = cellsOf(...many, result("once", 50));
    const width = (cell: typeof twice) => (cell?.interval?.[1] ?? 0) - (cell?.interval?.[0] ?? 0);
    expect(width(once)).toBeGreaterThan(1.3 * width(twice));
    expect([twice, once].map((cell) => cell?.intervalCovers)).toEqual([
      "images and seeds",
      "images and seeds",
    ]);
    expect(columnOf(...many, result("once", 50)).statistics.seedNoise).toEqual({
      standardDeviation: Math.sqrt(8),
      degreesOfFreedom: 1,
    });
  });

  test("alone everywhere leave the images only, and say so", () => {
    expect(cellsOf(result("a", 51), result("b", 50)).map((cell) => cell.intervalCovers)).toEqual([
      "images",
      "images",
    ]);
  });

  test("that agree tell apart; that differ more than the backbones leave both ranks open, in every process", () => {
    const seeds = (id: string, centre: number, spread: number) =>
      [-1, 0, 1].map((step) => result(id, centre + step * spread));
    expect(ranksOf(...seeds("a", 51, 0.01), ...seeds("b", 50, 0.01))).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const open = ranksOf(...seeds("a", 51, 0.01), ...seeds("b", 50, 5));
    expect(open).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(ranksOf(...seeds("a", 51, 0.01), ...seeds("b", 50, 5))).toEqual(open);
  });
});
