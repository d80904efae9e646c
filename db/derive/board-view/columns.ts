import {
  type Category,
  type MetricFacts,
  type MetricId,
  metricFacts,
  metrics,
  taskFacts,
} from "#contract/tasks";
import type { BoardRow } from "../board/board.ts";

/** A metric as a column: its own facts and its task's. */
export interface MetricColumn extends MetricFacts {
  readonly taskLabel: string;
  /** Where there is room for one word. */
  readonly taskShort: string;
  readonly category: Category;
}

export function metricColumn(id: MetricId): MetricColumn {
  const metric = metricFacts(id);
  const { label: taskLabel, short: taskShort, category } = taskFacts(metric.task);
  return { ...metric, taskLabel, taskShort, category };
}

/** Metrics that at least one of the rows has, in the contract's order. */
export function metricsOfRows(rows: readonly BoardRow[]): MetricId[] {
  return metrics.map(({ id }) => id).filter((id) => rows.some(({ cells }) => cells[id]));
}

/** The main metric of each task that at least one of the rows has, in the contract's order. */
export const mainColumns = (rows: readonly BoardRow[]): MetricColumn[] =>
  metricsOfRows(rows)
    .map(metricColumn)
    .filter(({ primary }) => primary);
