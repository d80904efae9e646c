import type { BoardRow } from "../board/board.ts";
import { competitionRanks, figureForRank, type RankInterval, sharedRanks } from "../board/ranks.ts";
import { type Aggregation, areTasksEqual } from "./aggregations.ts";
import type { MetricColumn } from "./columns.ts";
import type { BoardView } from "./view.ts";

/** By backbone; null: it has no place. */
export type Places = ReadonlyMap<string, number | null>;

const byBackbone = (rows: readonly BoardRow[], places: readonly (number | null)[]): Places =>
  new Map(rows.map(({ backbone }, index) => [backbone.id, places[index] ?? null]));

/** Place of each row in its whole cohort by an aggregate. Filters do not change places: third of all stays third. */
export function overallPlaces(
  rows: readonly BoardRow[],
  figures: ReadonlyMap<string, number | null>,
  better: Aggregation["better"],
): Places {
  const ranked = rows.map(({ backbone }) => figureForRank(figures.get(backbone.id) ?? null));
  return byBackbone(rows, competitionRanks(ranked, better));
}

/** Place of each row in its whole cohort by one metric. */
export function metricPlaces(rows: readonly BoardRow[], { id, better }: MetricColumn): Places {
  const values = rows.map(({ cells }) => cells[id]?.value ?? null);
  return byBackbone(rows, competitionRanks(values, better));
}

/**
 * Interval of each row's shown rank where it is known: that of the rank by the sorted metric, or by the mean rank over all
 * tasks alike, whichever figure stands for it.
 */
export function rankIntervals(
  rows: readonly BoardRow[],
  view: Pick<BoardView, "category" | "weights" | "sort">,
  columns: readonly MetricColumn[],
  aggregation: Aggregation,
): ReadonlyMap<string, RankInterval | null> {
  const sorted = columns.find(({ id }) => id === view.sort);
  const known =
    aggregation.order === "mean-rank" && view.category === "all" && areTasksEqual(view.weights, columns);
  const intervalOf = ({ cells, overallRankInterval }: BoardRow) => {
    if (sorted) return cells[sorted.id]?.rankInterval ?? null;
    return known ? overallRankInterval : null;
  };
  return new Map(rows.map((row) => [row.backbone.id, intervalOf(row)]));
}

/** The rank that is shown for each row's place: shared by those that their intervals do not tell apart. */
export function shownRanks(places: Places, intervals: ReadonlyMap<string, RankInterval | null>): Places {
  const ids = [...places.keys()];
  const ranks = sharedRanks(
    [...places.values()],
    ids.map((id) => intervals.get(id) ?? null),
  );
  return new Map(ids.map((id, index) => [id, ranks[index] ?? null]));
}

/** The rank that is shown of each row by one metric; null: it has no number. */
export function metricRanks(rows: readonly BoardRow[], column: MetricColumn): Places {
  const intervals = new Map(
    rows.map(({ backbone, cells }) => [backbone.id, cells[column.id]?.rankInterval ?? null]),
  );
  return shownRanks(metricPlaces(rows, column), intervals);
}
