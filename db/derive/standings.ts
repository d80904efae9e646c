import { type MetricId, metrics, standings } from "#contract";
import type { Board, BoardStanding } from "../board-types.ts";
import { competitionRanks, figureForRank, sharedRanks } from "./ranks.ts";

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
