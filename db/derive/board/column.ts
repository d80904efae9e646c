import { type MetricFacts, rankIntervals, replicateRanks } from "#contract";
import { groupBy } from "../group-by.ts";
import {
  type BoardResult,
  type Cell,
  cellOf,
  comparableReplicates,
  level,
  type SeedsOfBackbone,
  type SeedValue,
} from "./cell.ts";

/** One metric of a board: its cells by backbone, and what ranks are made of. */
export interface Column {
  readonly metric: MetricFacts;
  /** By backbone, in the order of `ranks`. */
  readonly seeds: ReadonlyMap<string, readonly SeedValue[]>;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Of each backbone in each replicate, `[backbone][r]`; null without two backbones or paired replicates. */
  readonly ranks: readonly Float32Array[] | null;
}

/** Hundreds of backbones take a good part of a second: a caller with others to serve makes one column at a time. */
export function columnOf(metric: MetricFacts, results: readonly BoardResult[]): Column {
  const seeds = new Map<string, readonly SeedValue[]>();
  for (const [backboneId, ofBackbone] of groupBy(results, (result) => result.backboneId)) {
    const own = ofBackbone.flatMap(({ metrics }) => metrics[metric.id] ?? []);
    if (own.length > 0) seeds.set(backboneId, own);
  }
  const ranks = ranksOf(metric, [...seeds]);
  const intervals = ranks && rankIntervals(ranks, level);
  const cells = new Map<string, Cell>();
  for (const [index, [backboneId, own]] of [...seeds].entries()) {
    const interval = intervals?.[index]?.interval;
    cells.set(backboneId, {
      ...cellOf(metric, own),
      rankInterval: interval ? [interval.low, interval.high] : null,
    });
  }
  return { metric, seeds, cells, ranks };
}

/** Ranks of some of a column's backbones among themselves, in the order asked for; null where `ranks` would be. */
export function ranksAmong(
  backboneIds: readonly string[],
  { metric, seeds, ranks }: Column,
): Column["ranks"] {
  const columnIds = [...seeds.keys()];
  const places = new Map(columnIds.map((id, place) => [id, place]));
  if (ranks && backboneIds.length === columnIds.length) {
    return backboneIds.map((id) => ranks[places.get(id) ?? -1] ?? new Float32Array());
  }
  return ranksOf(
    metric,
    backboneIds.map((id) => [id, seeds.get(id) ?? []]),
  );
}

function ranksOf({ id, better }: MetricFacts, column: readonly SeedsOfBackbone[]): Column["ranks"] {
  const replicates = comparableReplicates(id, column);
  return replicates && replicates.length > 1 ? replicateRanks(replicates, better) : null;
}
