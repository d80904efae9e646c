import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkSimultaneousRanks } from "../conformance/metrics/statistics.ts";
import { gaussian } from "../math/gaussian.fixture.ts";
import { xoshiro128 } from "../math/random.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { type SimultaneousRanks, simultaneousRanks } from "./simultaneous-ranks.ts";

const file = new URL("../../golden/metrics/simultaneous_ranks.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as { name: string; input: unknown; expected: unknown }[];

test.each(cases)("$name is as the reference has it", ({ input, expected }) => {
  expect(checkSimultaneousRanks(input, expected).problems).toEqual([]);
});

/** Entries of one spread each, around points of the given size, with an error that they share. */
function made(points: readonly number[], spreads: readonly number[], replicates: number, seed: number) {
  const normal = gaussian(xoshiro128([seed, 7, 0, 0]));
  const shared = Array.from({ length: replicates }, () => 3 * normal());
  return points.map(
    (point, entry): BootstrapEstimate => ({
      point,
      replicates: shared.map((error) => point + error + (spreads[entry] ?? Number.NaN) * normal()),
    }),
  );
}

/** The definition as it is written: every pair in every step. */
function byDefinition(entries: readonly BootstrapEstimate[], level: number) {
  let family = entries.flatMap((a, j) =>
    entries.flatMap((b, k) => {
      if (j === k) return [];
      const point = a.point - b.point;
      const differences = Array.from(a.replicates, (value, r) => value - (b.replicates[r] ?? Number.NaN));
      const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
      const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const spread = Math.sqrt(squares / (differences.length - 1));
      return { j, k, lead: point / spread, deviations: differences.map((value) => (value - point) / spread) };
    }),
  );
  const criticals: number[] = [];
  const significant: string[] = [];
  for (;;) {
    const count = family[0]?.deviations.length ?? 0;
    const greatest = Array.from({ length: count }, (_, r) =>
      Math.max(...family.map(({ deviations }) => deviations[r] ?? Number.NaN)),
    ).sort((a, b) => a - b);
    const critical = greatest[Math.ceil(level * count) - 1] ?? Number.NaN;
    criticals.push(critical);
    const rejected = family.filter(({ lead }) => lead > critical);
    if (rejected.length === 0) return { criticals, significant: significant.sort() };
    significant.push(...rejected.map(({ j, k }) => `${j} ${k}`));
    family = family.filter(({ lead }) => !(lead > critical));
  }
}

const pairsOf = ({ significant }: SimultaneousRanks, entries: number) =>
  Array.from(significant, (is, pair) => (is ? [`${Math.floor(pair / entries)} ${pair % entries}`] : []))
    .flat()
    .sort();

describe("simultaneousRanks", () => {
  test.each([1, 2, 3, 4, 5])("keeps to the definition, pair by pair and step by step, draw %i", (seed) => {
    const points = Array.from({ length: 9 }, (_, entry) => entry * 0.12 * seed);
    const entries = made(points, [1, 0.1, 0.3, 0.1, 2, 0.2, 0.1, 0.4, 0.15], 301, seed);
    const expected = byDefinition(entries, 0.95);
    const found = simultaneousRanks(entries, "higher", 0.95);
    expect(pairsOf(found, 9)).toEqual(expected.significant);
    expect(found.criticals).toHaveLength(expected.criticals.length);
    for (const [step, critical] of found.criticals.entries()) {
      expect(critical).toBeCloseTo(expected.criticals[step] ?? Number.NaN, 9);
    }
  });

  test("keeps to it for blocks of entries of which most pairs are passed over, twins among them", () => {
    const points = Array.from({ length: 40 }, (_, entry) => Math.sin(entry) * 2);
    const spreads = points.map((_, entry) => 0.2 + 0.02 * (entry % 7) + (entry % 13 === 0 ? 3 : 0));
    const entries = made(points, spreads, 201, 12);
    const found = simultaneousRanks(entries, "higher", 0.95);
    const expected = byDefinition(entries, 0.95);
    expect(pairsOf(found, 40)).toEqual(expected.significant);
    expect(found.criticals.map((critical) => critical.toFixed(9))).toEqual(
      expected.criticals.map((critical) => critical.toFixed(9)),
    );
    const [first] = entries;
    if (!first) throw new Error("no entry");
    const { criticals } = simultaneousRanks([...entries, first], "higher", 0.95);
    expect(criticals[0]).toBeCloseTo(expected.criticals[0] ?? Number.NaN, 9);
  });

  test("lower is better turned round is the same", () => {
    const entries = made([1, 2, 3, 4], [0.3, 0.3, 0.3, 0.3], 200, 9);
    const turned = entries.map(({ point, replicates }) => ({
      point: -point,
      replicates: Array.from(replicates, (value) => -value),
    }));
    expect(simultaneousRanks(turned, "lower", 0.95)).toEqual(simultaneousRanks(entries, "higher", 0.95));
  });

  test("a clear difference of two stays, however many noisy rivals there are", () => {
    const clear = made([1, 0], [0.05, 0.05], 500, 3);
    for (const rivals of [1, 10, 60]) {
      const noisy = made(
        Array.from({ length: rivals }, (_, rival) => 0.5 + rival / 100),
        Array.from({ length: rivals }, () => 20),
        500,
        4,
      );
      const { low, significant } = simultaneousRanks([...clear, ...noisy], "higher", 0.95);
      expect(significant[1]).toBe(1);
      expect(low.slice(0, 2)).toEqual([1, 2]);
    }
  });

  test("a rank lies in its own set, and nobody is both better and worse", () => {
    const entries = made(
      Array.from({ length: 20 }, (_, entry) => Math.sin(entry)),
      Array.from({ length: 20 }, (_, entry) => 0.1 + 0.05 * (entry % 5)),
      200,
      5,
    );
    const { low, high, significant } = simultaneousRanks(entries, "higher", 0.95);
    for (const [entry, best] of low.entries()) expect(best).toBeLessThanOrEqual(high[entry] ?? 0);
    for (let a = 0; a < 20; a++) {
      for (let b = 0; b < 20; b++) expect(significant[20 * a + b] && significant[20 * b + a]).toBeFalsy();
    }
  });

  test("twins share their rank, and a constant lead is certain", () => {
    const twin = { point: 7, replicates: [5, 6, 7, 8, 9] };
    const shifted = { point: 6, replicates: [4, 5, 6, 7, 8] };
    const { low, high, criticals } = simultaneousRanks([twin, twin, shifted], "higher", 0.95);
    expect([low, high, criticals]).toEqual([[1, 1, 3], [2, 2, 3], []]);
  });

  test("what rounding alone makes vary does not hide other differences", () => {
    const entries = made([1, 0.7, 0], [0.05, 0.05, 0.05], 400, 8);
    const [first] = entries;
    if (!first) throw new Error("no entry");
    // Not numbers of the binary system: differences are off by a last digit here and there, and so is that of the points.
    const replicates = Array.from(first.replicates, (value) => value + 1e4 - 1e4 + 0.1);
    const { criticals, low } = simultaneousRanks(
      [...entries, { point: first.point + 0.1, replicates }],
      "higher",
      0.95,
    );
    expect(low).toEqual([2, 3, 4, 1]);
    expect(criticals.at(-1)).toBeLessThan(5);
  });

  test("one alone is first; numbers that are none are refused", () => {
    expect(simultaneousRanks([{ point: 1, replicates: [1, 2] }], "higher", 0.95)).toMatchObject({
      low: [1],
      high: [1],
    });
    expect(simultaneousRanks([], "higher", 0.95).low).toEqual([]);
    const bad = { point: 1, replicates: [1, Number.NaN] };
    expect(() => simultaneousRanks([bad, bad], "higher", 0.95)).toThrow("entry 0 is NaN in replicate 1");
    const short = { point: 1, replicates: [1] };
    expect(() => simultaneousRanks([{ point: 1, replicates: [1, 2] }, short], "higher", 0.95)).toThrow(
      "entry 1 has 1 replicates, entry 0 has 2",
    );
  });
});
