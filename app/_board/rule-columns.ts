import { type Aggregation, aggregate, aggregations, type Weights } from "./aggregate.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import { overallPlaces } from "./rank-rule.ts";

/** Another way to put the tasks together than the one that ranks, as a column beside it. */
export interface RuleColumn {
  readonly aggregation: Aggregation;
  /** By backbone; null where a task is missing. */
  readonly figures: ReadonlyMap<string, number | null>;
  readonly places: ReadonlyMap<string, number | null>;
}

/** Every rule but the one in force, over the same tasks with the same weights. */
export function ruleColumns(
  rows: readonly BackboneRow[],
  tasks: readonly MetricColumn[],
  inForce: Aggregation,
  weights: Weights,
): RuleColumn[] {
  return aggregations
    .filter(({ id }) => id !== inForce.id)
    .map((aggregation) => {
      const figures = aggregate(rows, tasks, aggregation, weights);
      return { aggregation, figures, places: overallPlaces(rows, figures, aggregation.better) };
    });
}
