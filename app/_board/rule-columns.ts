import type { ModelStandings } from "#contract";
import { type Aggregation, aggregations, figuresOf } from "./aggregate.ts";
import type { BackboneRow } from "./board-table.ts";
import { overallPlaces } from "./rank-rule.ts";

/** Another way to put the tasks together than the one that ranks, as a column beside it. */
export interface RuleColumn {
  readonly aggregation: Aggregation;
  /** By backbone; null where a task is missing. */
  readonly figures: ReadonlyMap<string, number | null>;
  readonly places: ReadonlyMap<string, number | null>;
}

/** Every rule but the one in force. */
export function ruleColumns(
  rows: readonly BackboneRow[],
  standingOf: ReadonlyMap<string, ModelStandings>,
  inForce: Aggregation,
): RuleColumn[] {
  return aggregations
    .filter(({ id }) => id !== inForce.id)
    .map((aggregation) => {
      const figures = figuresOf(rows, standingOf, aggregation);
      return { aggregation, figures, places: overallPlaces(rows, figures, aggregation.better) };
    });
}
