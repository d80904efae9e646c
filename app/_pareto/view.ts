import type { MetricColumn } from "../_board/board-table.ts";
import { parseTrainings, type Training } from "../_parts/training.ts";
import { type CostId, costs } from "./costs.ts";

export interface ParetoView {
  readonly metric: MetricColumn["id"];
  readonly cost: CostId;
  readonly scale: "log" | "linear";
  readonly trainings: readonly Training[];
}

const slug = (id: string) => id.replaceAll("/", ".");

/** First choice: the local-semantics task with the most readers where the cohort has it, else its first task. */
function firstMetric(columns: readonly MetricColumn[]): MetricColumn["id"] {
  const primary = columns.filter((column) => column.primary);
  return (primary.find((column) => column.id === "voc2012/iou") ?? primary[0])?.id ?? "voc2012/iou";
}

export function parseParetoView(parameters: URLSearchParams, columns: readonly MetricColumn[]): ParetoView {
  return {
    metric: columns.find((column) => slug(column.id) === parameters.get("score"))?.id ?? firstMetric(columns),
    cost: costs.find((cost) => cost.id === parameters.get("cost"))?.id ?? "parameters",
    scale: parameters.get("scale") === "linear" ? "linear" : "log",
    trainings: parseTrainings(parameters.get("training")),
  };
}

export function serialiseParetoView(view: ParetoView, columns: readonly MetricColumn[]): URLSearchParams {
  const parameters = new URLSearchParams();
  if (view.metric !== firstMetric(columns)) parameters.set("score", slug(view.metric));
  if (view.cost !== "parameters") parameters.set("cost", view.cost);
  if (view.scale !== "log") parameters.set("scale", view.scale);
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  return parameters;
}
