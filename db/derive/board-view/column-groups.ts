import type { TaskId } from "#contract/tasks";
import type { MetricColumn } from "./columns.ts";
import type { FactGroup } from "./fact-columns.ts";

/** Columns that are shown and hidden together. */
export type ColumnGroupId = TaskId | "losses" | "rules" | FactGroup;

export interface ColumnGroup {
  readonly id: ColumnGroupId;
  readonly label: string;
  readonly atFirst: "shown" | "hidden";
}

/**
 * Each task of the board by its main metric, the losses beside these, other ways to put tasks together, then groups of facts.
 * Cross-entropies say nearly what the main metrics say, so they wait.
 */
export function columnGroups(metrics: readonly MetricColumn[]): ColumnGroup[] {
  const tasks = metrics.filter(({ primary }) => primary);
  return [
    ...tasks.map(({ task, taskLabel }) => ({ id: task, label: taskLabel, atFirst: "shown" }) as const),
    ...(tasks.length < metrics.length
      ? [{ id: "losses", label: "Cross-entropies", atFirst: "hidden" } as const]
      : []),
    { id: "rules", label: "The other figures over all tasks", atFirst: "hidden" },
    { id: "cost", label: "GMACs, parameters, licence", atFirst: "shown" },
    { id: "size", label: "Input, features, measured time", atFirst: "hidden" },
    { id: "identity", label: "Identity: objective, architecture, data, leak", atFirst: "hidden" },
    { id: "readout", label: "Learnable parameters of the readout", atFirst: "hidden" },
  ];
}

/** Groups that a view without parameters shows. */
export function groupsAtFirst(groups: readonly ColumnGroup[]): ColumnGroupId[] {
  return groups.filter(({ atFirst }) => atFirst === "shown").map(({ id }) => id);
}
