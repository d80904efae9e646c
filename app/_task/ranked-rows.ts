import { metricsOf, type TaskId } from "#contract";
import type { BoardRow, Cell } from "#db/board-types.ts";
import { compareText } from "#db/derive/compare-text.ts";
import { competitionRanks, sharedRanks } from "#db/derive/ranks.ts";

export interface RankedRow {
  readonly row: BoardRow;
  /** By the task's main metric; shared where the data do not tell apart. */
  readonly rank: number;
  readonly main: Cell;
}

/** Rows that have the task's main metric, best first, ties by name; the others are left out. */
export function rankedRows(rows: readonly BoardRow[], task: TaskId): RankedRow[] {
  const metric = metricsOf(task).find(({ primary }) => primary);
  if (!metric) throw new Error(`task ${task} without a main metric`);
  const mains = rows.map(({ cells }) => cells[metric.id]);
  const places = competitionRanks(
    mains.map((main) => main?.value ?? null),
    metric.better,
  );
  const ranks = sharedRanks(
    places,
    mains.map((main) => main?.rankInterval ?? null),
  );
  const ranked = rows.flatMap((row, index) => {
    const [main, place, rank] = [mains[index], places[index] ?? null, ranks[index] ?? null];
    return main && place !== null && rank !== null ? [{ row, place, rank, main }] : [];
  });
  return ranked.sort((a, b) => a.place - b.place || compareText(a.row.backbone.label, b.row.backbone.label));
}
