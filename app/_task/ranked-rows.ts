import { metricsOf, type TaskId } from "#contract";
import type { BoardRow, Cell } from "#db/board-types.ts";
import { compareText } from "#db/derive/compare-text.ts";
import { competitionRanks } from "../_board/ranking.ts";

export interface RankedRow {
  readonly row: BoardRow;
  /** By the task's main metric; ties share the better place. */
  readonly rank: number;
  readonly main: Cell;
}

/** Rows that have the task's main metric, best first, ties by name; the others are left out. */
export function rankedRows(rows: readonly BoardRow[], task: TaskId): RankedRow[] {
  const metric = metricsOf(task).find(({ primary }) => primary);
  if (!metric) throw new Error(`task ${task} without a main metric`);
  const mains = rows.map(({ cells }) => cells[metric.id]);
  const ranks = competitionRanks(
    mains.map((main) => main?.value ?? null),
    metric.better,
  );
  const ranked = rows.flatMap((row, index) => {
    const main = mains[index];
    const rank = ranks[index] ?? null;
    return main && rank !== null ? [{ row, rank, main }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank || compareText(a.row.backbone.label, b.row.backbone.label));
}
