import { type MetricFacts, type MetricId, metrics } from "#contract";
import { bootstrapStandardError, pairedDifference } from "#contract/statistics";
import type { BackboneFacts } from "./board/backbone-facts.ts";
import type { Board } from "./board/board.ts";
import { type BoardResult, type Cell, level } from "./board/cell.ts";
import type { Cohort } from "./board/cohort.ts";
import type { ColumnStatistics } from "./board/column.ts";
import { comparableOf, type SeedsOfBackbone } from "./board/comparable.ts";

/** One number of a comparison beside the same number of the first backbone. */
export interface ComparedCell {
  readonly cell: Cell;
  /** This backbone - the first one, in the metric's unit; null in the first column, and where the first has no number. */
  readonly difference: {
    readonly value: number;
    /** null where both are equal. */
    readonly better: boolean | null;
    /** What is known of its uncertainty; null unless both were resampled alike. */
    readonly uncertainty: {
      /** 95 % interval of this one difference, over the same resampled test images and over seeds. */
      readonly interval: readonly [number, number];
      /** Is it beyond chance among all differences of the board's backbones at once? null where that is not known. */
      readonly toldApart: boolean | null;
    } | null;
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

type Uncertainty = NonNullable<ComparedCell["difference"]>["uncertainty"];

function uncertaintyOf(
  metric: MetricId,
  own: SeedsOfBackbone,
  first: SeedsOfBackbone,
  { seedNoise, critical }: ColumnStatistics,
): Uncertainty {
  const [a, b] = comparableOf(metric, [own, first], seedNoise)?.estimates ?? [];
  if (!a || !b) return null;
  const { point, interval } = pairedDifference(a, b, level);
  const differences = Array.from(a.replicates, (value, r) => value - (b.replicates[r] ?? Number.NaN));
  const lead = Math.abs(point) / bootstrapStandardError(differences);
  return { interval: [interval.low, interval.high], toldApart: critical === null ? null : lead > critical };
}

/**
 * Two to four backbones of a board side by side, differences against the first, with what is known of their uncertainty.
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
      const statistics = board.statistics[metric.id];
      const uncertainty =
        statistics &&
        uncertaintyOf(
          metric.id,
          seedsOf(backbone.id, metric),
          seedsOf(first.backbone.id, metric),
          statistics,
        );
      return { cell, difference: { value, better, uncertainty: uncertainty ?? null } };
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
