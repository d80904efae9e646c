import type { MetricId } from "#contract";
import type { Aggregation } from "./aggregate.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import { competitionRanks } from "./ranking.ts";
import type { BoardView } from "./view.ts";

/** Rank of each row in its whole cohort by an aggregate. Filters do not change ranks: third of all stays third. */
export function overallRanks(
  rows: readonly BackboneRow[],
  figures: ReadonlyMap<string, number | null>,
  better: Aggregation["better"],
): Map<string, number | null> {
  const figureOf = (row: BackboneRow) => {
    const figure = figures.get(row.id) ?? null;
    // Rounding errors of a mean must not part what is level.
    return figure === null ? null : Number(figure.toPrecision(12));
  };
  const ranks = competitionRanks(rows.map(figureOf), better);
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}

/** Rank of each row in its whole cohort by one metric. */
export function metricRanks(rows: readonly BackboneRow[], column: MetricColumn): Map<string, number | null> {
  const ranks = competitionRanks(
    rows.map((row) => row.scores[column.id]?.value ?? null),
    column.better,
  );
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}

/** Interval of the shown rank where it is known: of the sorted metric's, or of the mean rank over all tasks alike. */
export function rankIntervalOf(
  row: BackboneRow,
  view: BoardView,
  aggregation: Aggregation,
): readonly [number, number] | null {
  const sorted = row.scores[view.sort as MetricId];
  if (sorted) return sorted.rankInterval;
  const plain = view.category === "all" && Object.values(view.weights).every((weight) => weight === 1);
  return aggregation.id === "mean-rank" && plain ? row.overallRankInterval : null;
}
