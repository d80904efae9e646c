import type { MetricId } from "#contract/tasks";
import type { BoardRow } from "../board/board.ts";
import type { RankInterval } from "../board/ranks.ts";
import { relativeInterval, relativeScore, trainedScale } from "./column-scale.ts";
import { mainColumns } from "./columns.ts";
import { metricRanks } from "./places.ts";

/** Where one score stands among all of its board. */
export interface ScorePlace {
  readonly metric: MetricId;
  readonly value: number;
  /** 95 %; null: not known. */
  readonly interval: readonly [number, number] | null;
  /** Shared by those that the data do not tell apart. */
  readonly rank: number;
  readonly rankInterval: RankInterval | null;
  /** How many backbones of the board have the metric. */
  readonly of: number;
  /** Of the board's trained backbones, beside whose worst an untrained one would make all look alike. */
  readonly best: number;
  readonly worst: number;
  /** From 0 at the worst to 1 at the best, whichever direction is better; below 0 untrained; null where all are equal. */
  readonly relative: number | null;
  readonly relativeInterval: readonly [number, number] | null;
}

/** The main metric of each task that a backbone has on a board, in the contract's order. */
export function scorePlaces(rows: readonly BoardRow[], backboneId: string): ScorePlace[] {
  const own = rows.find(({ backbone }) => backbone.id === backboneId);
  if (!own) return [];
  return mainColumns([own]).flatMap((column) => {
    const cell = own.cells[column.id];
    const rank = metricRanks(rows, column).get(backboneId);
    if (!cell || rank == null) return [];
    const scale = trainedScale(rows, column);
    return [
      {
        ...{ metric: column.id, value: cell.value, interval: cell.interval },
        ...{ rank, rankInterval: cell.rankInterval },
        of: rows.filter(({ cells }) => cells[column.id]).length,
        ...{ best: scale.best, worst: scale.worst },
        relative: relativeScore(cell.value, scale),
        relativeInterval: cell.interval && relativeInterval(cell.interval, scale),
      },
    ];
  });
}

/**
 * Whom a backbone is compared with at first: the best of the others, and the one next before it; of the best, the two that
 * follow.
 *
 * @param ranking ids of a board, best first
 */
export function comparedWith(ranking: readonly string[], backboneId: string): string[] {
  const place = ranking.indexOf(backboneId);
  const others = ranking.filter((id) => id !== backboneId);
  const chosen = place < 0 ? [0] : place < 2 ? [0, 1] : [0, place - 1];
  return chosen.flatMap((index) => others[index] ?? []);
}
