import { type MetricFacts, type MetricId, metrics, pairedDifference } from "#contract";
import type { BackboneFacts } from "./board/backbone-facts.ts";
import type { Board } from "./board/board.ts";
import {
  type BoardResult,
  type Cell,
  comparableReplicates,
  level,
  type SeedsOfBackbone,
} from "./board/cell.ts";
import type { Cohort } from "./board/cohort.ts";

/** One number of a comparison beside the same number of the first backbone. */
export interface ComparedCell {
  readonly cell: Cell;
  /** This backbone - the first one, in the metric's unit; null in the first column, and where the first has no number. */
  readonly difference: {
    readonly value: number;
    /** null where both are equal. */
    readonly better: boolean | null;
    /** 95 % interval over resampled test images, paired; null unless both were resampled alike. */
    readonly interval: readonly [number, number] | null;
  } | null;
}

/** Backbones of one cohort side by side. */
export interface Comparison {
  readonly cohort: Cohort;
  /** In the order asked for; the first is the one that differences are taken from. */
  readonly backbones: readonly BackboneFacts[];
  /** Metrics that at least one of the backbones has, in the contract's order. */
  readonly rows: readonly {
    readonly metric: MetricId;
    /** Over the whole cohort. */
    readonly best: number;
    readonly worst: number;
    /** In the order of `backbones`; null: no result. */
    readonly cells: readonly (ComparedCell | null)[];
  }[];
}

function intervalOfDifference(
  metric: MetricId,
  own: SeedsOfBackbone,
  first: SeedsOfBackbone,
): readonly [number, number] | null {
  const [a, b] = comparableReplicates(metric, [own, first]) ?? [];
  if (!a || !b || a.length !== b.length) return null;
  const mean = ([, seeds]: SeedsOfBackbone) =>
    seeds.reduce((sum, { value }) => sum + value, 0) / seeds.length;
  const { interval } = pairedDifference(
    { point: mean(own), replicates: a },
    { point: mean(first), replicates: b },
    level,
  );
  return [interval.low, interval.high];
}

/**
 * Two to four backbones of a board side by side, differences against the first; their intervals are over resampled test
 * images, the same for both, and over seeds where there are several.
 *
 * @param results of the compared backbones in the board's cohort, with replicates
 * @returns null where a backbone is not on the board
 */
export function comparisonOf(
  board: Board,
  backboneIds: readonly string[],
  results: readonly BoardResult[],
): Comparison | null {
  const rows = backboneIds.flatMap((id) => board.rows.find(({ backbone }) => backbone.id === id) ?? []);
  if (rows.length !== backboneIds.length) return null;
  const seedsOf = (backboneId: string, { id }: MetricFacts): SeedsOfBackbone => [
    backboneId,
    results.flatMap((result) => (result.backboneId === backboneId && result.metrics[id]) || []),
  ];
  const comparedRow = (metric: MetricFacts): Comparison["rows"][number] => {
    const values = board.rows.flatMap(({ cells }) => cells[metric.id]?.value ?? []);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const cells = rows.map(({ backbone, cells: own }, index): ComparedCell | null => {
      const cell = own[metric.id];
      const first = rows[0];
      const base = first?.cells[metric.id];
      if (!cell) return null;
      if (index === 0 || !first || !base) return { cell, difference: null };
      const value = cell.value - base.value;
      const better = value === 0 ? null : value > 0 === (metric.better === "higher");
      const interval = intervalOfDifference(
        metric.id,
        seedsOf(backbone.id, metric),
        seedsOf(first.backbone.id, metric),
      );
      return { cell, difference: { value, better, interval } };
    });
    const [best, worst] = metric.better === "higher" ? [high, low] : [low, high];
    return { metric: metric.id, best, worst, cells };
  };
  return {
    cohort: board.cohort,
    backbones: rows.map(({ backbone }) => backbone),
    rows: metrics.filter(({ id }) => rows.some(({ cells }) => cells[id])).map(comparedRow),
  };
}
