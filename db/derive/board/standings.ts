import { type MetricFacts, type MetricId, metrics, standings } from "#contract";
import type { Board, BoardRow } from "./board.ts";
import type { Cell } from "./cell.ts";
import { competitionRanks, figureForRank, sharedRanks } from "./ranks.ts";

/** Ways to put the tasks of a board together, as addresses name them. */
export const aggregationIds = ["mean-rank", "borda", "win-rate", "relative"] as const;

/** Where one backbone stands on a board over all its tasks. */
export interface BoardStanding {
  readonly backboneId: string;
  /** Why it is not ranked: main metrics that others have and this one lacks; empty if ranked. */
  readonly missing: readonly MetricId[];
  /** null: not ranked. */
  readonly meanRank: number | null;
  /** From 1; shared by those that are level, and where rank intervals are known by those they do not tell apart. */
  readonly rank: number | null;
}

/**
 * Where every row stands by mean rank over the board's tasks, in the board's order: over all of them or not at all, since
 * a figure over fewer tasks is another figure. What the board page shows without weights or other rules.
 */
export function boardStandings(board: Board): BoardStanding[] {
  const counted = metrics.filter(({ id, primary }) => primary && board.rows.some(({ cells }) => cells[id]));
  const missing = board.rows.map(({ cells }) =>
    counted.flatMap(({ id }): MetricId[] => (cells[id] ? [] : [id])),
  );
  const complete = board.rows.filter((_, index) => missing[index]?.length === 0);
  const found = standings({
    scores: complete.map(({ cells }) => counted.map(({ id }) => cells[id]?.value ?? Number.NaN)),
    better: counted.map(({ better }) => better),
  });
  const meanRankOf = new Map(complete.map((row, index) => [row, found[index]?.meanRank ?? null]));
  const meanRanks = board.rows.map((row) => figureForRank(meanRankOf.get(row) ?? null));
  const ranks = sharedRanks(
    competitionRanks(meanRanks, "lower"),
    board.rows.map(({ overallRankInterval }) => overallRankInterval),
  );
  return board.rows.map(({ backbone }, index) => ({
    backboneId: backbone.id,
    missing: missing[index] ?? [],
    meanRank: meanRanks[index] ?? null,
    rank: ranks[index] ?? null,
  }));
}

/** Where one backbone stands by one metric. */
export interface MetricStanding {
  readonly row: BoardRow;
  readonly cell: Cell;
  /** By the value alone; the level share the better place. */
  readonly place: number;
  /** Shared as well by those that the data do not tell apart. */
  readonly rank: number;
}

/** Of every row that has the metric, in the order they come. */
export function metricStandings(rows: readonly BoardRow[], { id, better }: MetricFacts): MetricStanding[] {
  const measured = rows.flatMap((row) => {
    const cell = row.cells[id];
    return cell ? [{ row, cell }] : [];
  });
  const places = competitionRanks(
    measured.map(({ cell }) => cell.value),
    better,
  );
  const ranks = sharedRanks(
    places,
    measured.map(({ cell }) => cell.rankInterval),
  );
  return measured.flatMap((one, index) => {
    const [place, rank] = [places[index] ?? null, ranks[index] ?? null];
    return place === null || rank === null ? [] : [{ ...one, place, rank }];
  });
}
