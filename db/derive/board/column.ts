import type { MetricFacts } from "#contract";
import { simultaneousRanksInPieces } from "#contract/statistics";
import { groupBy } from "../group-by.ts";
import { type BoardResult, type Cell, cellOf, level, type SeedValue } from "./cell.ts";
import { type Comparable, comparableOf } from "./comparable.ts";
import { pooledSeedNoise, type SeedNoise } from "./seed-noise.ts";

/** What the intervals and ranks of a column rest on. */
export interface ColumnStatistics {
  /** null: no backbone has two seeds. */
  readonly seedNoise: SeedNoise | null;
  /**
   * Two backbones are told apart where their difference exceeds so many of its standard deviations: the last critical value
   * of `simultaneousRanks`. null: ranks have no intervals here.
   */
  readonly critical: number | null;
}

/** One metric of a board: its cells by backbone, and what they are made of. */
export interface Column {
  readonly metric: MetricFacts;
  readonly seeds: ReadonlyMap<string, readonly SeedValue[]>;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly statistics: ColumnStatistics;
  /** What its backbones are compared by, in the order of its seeds; null where they cannot be, or where it is forgotten. */
  readonly comparable: Comparable | null;
}

/** Hundreds of backbones take a good part of a second: so it pauses, for a caller with others to serve. */
export function* columnInPieces(
  metric: MetricFacts,
  results: readonly BoardResult[],
): Generator<void, Column> {
  const seeds = new Map<string, readonly SeedValue[]>();
  for (const [backboneId, ofBackbone] of groupBy(results, (result) => result.backboneId)) {
    const own = ofBackbone.flatMap(({ metrics }) => metrics[metric.id] ?? []);
    if (own.length > 0) seeds.set(backboneId, own);
  }
  const seedNoise = pooledSeedNoise([...seeds.values()].map((own) => own.map(({ value }) => value)));
  yield;
  const comparable = seeds.size > 1 ? comparableOf(metric.id, [...seeds], seedNoise) : null;
  yield;
  const ranks = comparable && (yield* simultaneousRanksInPieces(comparable.estimates, metric.better, level));
  const cells = new Map<string, Cell>();
  for (const [index, [backboneId, own]] of [...seeds].entries()) {
    const [low, high] = [ranks?.low[index], ranks?.high[index]];
    const rankInterval = low === undefined || high === undefined ? null : ([low, high] as const);
    cells.set(backboneId, { ...cellOf(metric, own, seedNoise), rankInterval });
  }
  // Where nothing varies, any difference tells apart.
  const critical = ranks && (ranks.criticals.at(-1) ?? 0);
  return { metric, seeds, cells, statistics: { seedNoise, critical }, comparable };
}
