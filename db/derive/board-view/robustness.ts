import type { BoardRow } from "../board/board.ts";
import type { RankInterval } from "../board/ranks.ts";
import { type Aggregation, countedColumns, type Weights } from "./aggregations.ts";
import type { MetricColumn } from "./columns.ts";
import { overallPlaces } from "./places.ts";
import { figuresOf, type Standings, standingsOf } from "./standings.ts";

/** Standings over all tasks that count, then with each of them left out; the first alone where there are not two. */
export function standingsWithoutOne(
  rows: readonly BoardRow[],
  columns: readonly MetricColumn[],
  weights: Weights,
): Standings[] {
  const counted = countedColumns(columns, weights);
  const without = counted.length > 1 ? counted : [];
  return [
    standingsOf(rows, columns, weights),
    ...without.map((column) => standingsOf(rows, columns, weights, column)),
  ];
}

/**
 * The best and the worst place of each row by one rule, with all tasks and with any one of them left out: how much its place
 * hangs on the choice of tasks. It needs no intervals, so the paper's numbers have it too. null: not ranked, or one task.
 */
export function placesWithoutOne(
  rows: readonly BoardRow[],
  standings: readonly Standings[],
  aggregation: Aggregation,
): ReadonlyMap<string, RankInterval | null> {
  const places = standings.map((standing) =>
    overallPlaces(rows, figuresOf(rows, standing, aggregation), aggregation.better),
  );
  return new Map(
    rows.map(({ backbone: { id } }) => {
      const own = places.flatMap((place) => place.get(id) ?? []);
      const known = places.length > 1 && own.length === places.length;
      return [id, known ? ([Math.min(...own), Math.max(...own)] as const) : null];
    }),
  );
}
