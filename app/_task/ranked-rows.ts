import { metricsOf, type TaskId } from "#contract";
import type { BoardRow } from "#db/derive/board/board.ts";
import { type MetricStanding, metricStandings } from "#db/derive/board/standings.ts";
import { compareText } from "#db/derive/compare-text.ts";

/** Rows that have the task's main metric, best first, ties by name; the others are left out. */
export function rankedRows(rows: readonly BoardRow[], task: TaskId): MetricStanding[] {
  const metric = metricsOf(task).find(({ primary }) => primary);
  if (!metric) throw new Error(`task ${task} without a main metric`);
  return metricStandings(rows, metric).sort(
    (a, b) => a.place - b.place || compareText(a.row.backbone.label, b.row.backbone.label),
  );
}
