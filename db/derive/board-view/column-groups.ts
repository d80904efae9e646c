import type { TaskId } from "#contract/tasks";
import type { MetricColumn } from "./columns.ts";

/** Columns that are shown and hidden together. */
export type ColumnGroupId = TaskId | "rules" | "size" | "identity" | "readout";

export interface ColumnGroup {
  readonly id: ColumnGroupId;
  readonly label: string;
  readonly atFirst: "shown" | "hidden";
}

/** Each task of the board, other ways to put them together, then groups of facts. */
export function columnGroups(metrics: readonly MetricColumn[]): ColumnGroup[] {
  const tasks = metrics.filter(({ primary }) => primary);
  return [
    ...tasks.map(({ task, taskLabel }) => ({ id: task, label: taskLabel, atFirst: "shown" }) as const),
    { id: "rules", label: "The other figures over all tasks", atFirst: "hidden" },
    { id: "size", label: "Size of the backbone", atFirst: "shown" },
    { id: "identity", label: "Identity: objective, data, licence, leak", atFirst: "hidden" },
    { id: "readout", label: "Learnable parameters of the readout", atFirst: "hidden" },
  ];
}

/** Groups that a view without parameters shows. */
export function groupsAtFirst(groups: readonly ColumnGroup[]): ColumnGroupId[] {
  return groups.filter(({ atFirst }) => atFirst === "shown").map(({ id }) => id);
}
