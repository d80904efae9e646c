import { isProtocolTask } from "#contract/tasks";
import type { Choice } from "#db/derive/choice/choose.ts";
import type { CostId } from "#db/derive/choice/question.ts";
import type { CostId as AxisId } from "../_pareto/costs.ts";
import { metricSlug } from "../_pareto/view.ts";

/** The chart's axis that shows what is traded here; memory has none of its own, and grows with activations. */
const axisOf: Readonly<Record<CostId, AxisId>> = {
  gmacs: "macs",
  ms: "time",
  parameters: "parameters",
  memory: "activations",
};

/** Address of the chart of one task's scores against what they cost; null: several tasks, or own data, which has no chart. */
export function chartPath(cohortId: string, { rule, cost }: Pick<Choice, "rule" | "cost">): string | null {
  const { metric, tasks } = rule;
  if (metric === null || !tasks.every(isProtocolTask)) return null;
  return `/pareto/${cohortId}?${new URLSearchParams({ score: metricSlug(metric), cost: axisOf[cost] })}`;
}
