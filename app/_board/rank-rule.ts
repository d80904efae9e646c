import { competitionRanks, figureForRank, type RankInterval, sharedRanks } from "#db/derive/board/ranks.ts";
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

/**
 * Interval of each row's shown rank where it is known: that of the rank by the sorted metric, or of the mean rank over all
 * tasks alike.
 */
export function rankIntervals(
  rows: readonly BackboneRow[],
  view: BoardView,
  sorted: MetricColumn | undefined,
  aggregation: Aggregation,
): Map<string, RankInterval | null> {
  const plain = view.category === "all" && Object.values(view.weights).every((weight) => weight === 1);
  const known = aggregation.id === "mean-rank" && plain;
  const intervalOf = ({ scores, overallRankInterval }: BackboneRow) => {
    if (sorted) return scores[sorted.id]?.rankInterval ?? null;
    return known ? overallRankInterval : null;
  };
  return new Map(rows.map((row) => [row.id, intervalOf(row)]));
}

/** The rank that is shown for each row's place: shared by those that their intervals do not tell apart. */
export function shownRanks(
  places: ReadonlyMap<string, number | null>,
  intervals: ReadonlyMap<string, RankInterval | null>,
): Map<string, number | null> {
  const ids = [...places.keys()];
  const ranks = sharedRanks(
    [...places.values()],
    ids.map((id) => intervals.get(id) ?? null),
  );
  return new Map(ids.map((id, index) => [id, ranks[index] ?? null]));
}
