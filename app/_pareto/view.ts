import type { MetricId } from "#contract/tasks";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { parseTrainings, type Training } from "#db/derive/board-view/training.ts";
import { type CostId, costs, isTime } from "./costs.ts";

export interface ParetoView {
  readonly metric: MetricId;
  readonly cost: CostId;
  /** Whose times count; null where nobody has measured any. */
  readonly settingId: string | null;
  readonly scale: "log" | "linear";
  readonly trainings: readonly Training[];
}

const slug = (id: string) => id.replaceAll("/", ".");

/** First choice: the local-semantics task with the most readers where the cohort has it, else its first task. */
function firstMetric(columns: readonly MetricColumn[]): MetricId {
  const primary = columns.filter((column) => column.primary);
  return (primary.find((column) => column.id === "voc2012/iou") ?? primary[0])?.id ?? "voc2012/iou";
}

/** Measured time, as in the paper, where every backbone has one on the same device; else a size. */
function firstCost({ speedSettings: [first], timedCount, rowCount }: BoardHead): CostId {
  return first && timedCount === rowCount ? "time" : "parameters";
}

export function parseParetoView(parameters: URLSearchParams, head: BoardHead): ParetoView {
  const columns = headColumns(head);
  const { speedSettings } = head;
  const asked = costs.find((cost) => cost.id === parameters.get("cost"))?.id ?? firstCost(head);
  const setting = speedSettings.find(({ id }) => id === parameters.get("device")) ?? speedSettings[0];
  return {
    metric: columns.find((column) => slug(column.id) === parameters.get("score"))?.id ?? firstMetric(columns),
    cost: isTime(asked) && !setting ? "parameters" : asked,
    settingId: setting?.id ?? null,
    scale: parameters.get("scale") === "linear" ? "linear" : "log",
    trainings: parseTrainings(parameters.get("training")),
  };
}

export function serialiseParetoView(view: ParetoView, head: BoardHead): URLSearchParams {
  const columns = headColumns(head);
  const { speedSettings } = head;
  const parameters = new URLSearchParams();
  if (view.metric !== firstMetric(columns)) parameters.set("score", slug(view.metric));
  // Defaults that a later measurement may move are written out: a link must go on showing what was shared.
  if (view.cost !== "parameters" || speedSettings.length > 0) parameters.set("cost", view.cost);
  if (view.settingId !== null && isTime(view.cost)) parameters.set("device", view.settingId);
  if (view.scale !== "log") parameters.set("scale", view.scale);
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  return parameters;
}
