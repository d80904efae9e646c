import type { BoardTable, MetricColumn } from "../_board/board-table.ts";
import { parseTrainings, type Training } from "../_parts/training.ts";
import { type CostId, costs, isTime, speedOf } from "./costs.ts";

export interface ParetoView {
  readonly metric: MetricColumn["id"];
  readonly cost: CostId;
  /** Whose times count; null where nobody has measured any. */
  readonly settingId: string | null;
  readonly scale: "log" | "linear";
  readonly trainings: readonly Training[];
}

const slug = (id: string) => id.replaceAll("/", ".");

/** First choice: the local-semantics task with the most readers where the cohort has it, else its first task. */
function firstMetric(columns: readonly MetricColumn[]): MetricColumn["id"] {
  const primary = columns.filter((column) => column.primary);
  return (primary.find((column) => column.id === "voc2012/iou") ?? primary[0])?.id ?? "voc2012/iou";
}

/** Measured time, as in the paper, where every backbone has one on the same device; else a size. */
function firstCost({ rows, speedSettings: [first] }: BoardTable): CostId {
  return first && rows.every((row) => speedOf(row, first.id)) ? "time" : "parameters";
}

export function parseParetoView(parameters: URLSearchParams, table: BoardTable): ParetoView {
  const { columns, speedSettings } = table;
  const asked = costs.find((cost) => cost.id === parameters.get("cost"))?.id ?? firstCost(table);
  const setting = speedSettings.find(({ id }) => id === parameters.get("device")) ?? speedSettings[0];
  return {
    metric: columns.find((column) => slug(column.id) === parameters.get("score"))?.id ?? firstMetric(columns),
    cost: isTime(asked) && !setting ? "parameters" : asked,
    settingId: setting?.id ?? null,
    scale: parameters.get("scale") === "linear" ? "linear" : "log",
    trainings: parseTrainings(parameters.get("training")),
  };
}

export function serialiseParetoView(view: ParetoView, table: BoardTable): URLSearchParams {
  const { columns, speedSettings } = table;
  const parameters = new URLSearchParams();
  if (view.metric !== firstMetric(columns)) parameters.set("score", slug(view.metric));
  // Defaults that a later measurement may move are written out: a link must go on showing what was shared.
  if (view.cost !== "parameters" || speedSettings.length > 0) parameters.set("cost", view.cost);
  if (view.settingId !== null && isTime(view.cost)) parameters.set("device", view.settingId);
  if (view.scale !== "log") parameters.set("scale", view.scale);
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  return parameters;
}
