import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { FactColumn } from "#db/derive/board-view/fact-columns.ts";
import type { BoardView } from "#db/derive/board-view/view.ts";
import { unitSigns, unitWords } from "../_parts/units.ts";

/** A column's heading where it stands alone: on a card, and in the list of what cards are sorted by. */
export const metricLabel = ({ taskShort, label, primary }: MetricColumn): string =>
  primary ? taskShort : `${taskShort} ${label}`;

/** "Depth ↓ m" on a card. */
export function metricCardLabel(column: MetricColumn, scores: BoardView["scores"]): string {
  const isRelative = scores === "relative";
  const arrow = isRelative || column.better === "higher" ? "↑" : "↓";
  return [metricLabel(column), arrow, isRelative ? "" : unitSigns[column.unit]].filter(Boolean).join(" ");
}

export const factCardLabel = ({ label, unit }: Pick<FactColumn, "label" | "unit">): string =>
  unit === "" ? label : `${label}, ${unit}`;

/** A metric with its unit, in words; of relative scores without. */
export function metricWords({ name, unit, better }: MetricColumn, scores: BoardView["scores"]): string {
  if (scores === "relative") return `${name}, relative, higher is better`;
  return `${name}, ${unitWords[unit]}, ${better} is better`;
}
