import type { MetricId } from "#contract";
import { competitionRanks, figureForRank, type RankInterval, sharedRanks } from "#db/derive/ranks.ts";
import type { Aggregation } from "./aggregate.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import type { BoardView } from "./view.ts";

/** Place of each row in its whole cohort by an aggregate. Filters do not change places: third of all stays third. */
export function overallPlaces(
  rows: readonly BackboneRow[],
  figures: ReadonlyMap<string, number | null>,
  better: Aggregation["better"],
): Map<string, number | null> {
  const places = competitionRanks(
    rows.map(({ id }) => figureForRank(figures.get(id) ?? null)),
    better,
  );
  return new Map(rows.map((row, index) => [row.id, places[index] ?? null]));
}

/** Place of each row in its whole cohort by one metric. */
export function metricPlaces(rows: readonly BackboneRow[], column: MetricColumn): Map<string, number | null> {
  const places = competitionRanks(
    rows.map((row) => row.scores[column.id]?.value ?? null),
    column.better,
  );
  return new Map(rows.map((row, index) => [row.id, places[index] ?? null]));
}

/** Interval of the shown rank where it is known: of the sorted metric's, or of the mean rank over all tasks alike. */
export function rankIntervalOf(
  row: BackboneRow,
  view: BoardView,
  aggregation: Aggregation,
): RankInterval | null {
  const sorted = row.scores[view.sort as MetricId];
  if (sorted) return sorted.rankInterval;
  const plain = view.category === "all" && Object.values(view.weights).every((weight) => weight === 1);
  return aggregation.id === "mean-rank" && plain ? row.overallRankInterval : null;
}

/** The rank that is shown for each row's place: shared by those that their intervals do not tell apart. */
export function shownRanks(
  rows: readonly BackboneRow[],
  places: ReadonlyMap<string, number | null>,
  view: BoardView,
  aggregation: Aggregation,
): Map<string, number | null> {
  const ranks = sharedRanks(
    rows.map(({ id }) => places.get(id) ?? null),
    rows.map((row) => rankIntervalOf(row, view, aggregation)),
  );
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}
