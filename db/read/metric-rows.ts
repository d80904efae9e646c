import { type MetricId, metricIds, type TaskId, taskIds } from "#contract";
import { groupBy } from "../derive/group-by.ts";
import type { metricValues } from "../schema.ts";

/** Names and values as the database has them. */

export const isMetric = (name: string): name is MetricId => metricIds.some((id) => id === name);
const isTask = (name: string): name is TaskId => taskIds.some((id) => id === name);

export function taskOf(name: string): TaskId {
  if (!isTask(name)) throw new Error(`task ${name} in the database; tasks: ${taskIds.join(", ")}`);
  return name;
}

export type MetricRow = typeof metricValues.$inferSelect;

export const byResult = (values: readonly MetricRow[]) => groupBy(values, ({ resultId }) => resultId);
