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
  /** What the bars of times show: times, or how each is shared. */
  readonly bars: "times" | "shares";
}

/** A metric as an address names it. */
export const metricSlug = (id: string) => id.replaceAll("/", ".");

/** First choice: the local-semantics task with the most readers where the cohort has it, else its first task. */
function firstMetric(columns: readonly MetricColumn[]): MetricId {
  const primary = columns.filter((column) => column.primary);
  return (primary.find((column) => column.id === "voc2012/iou") ?? primary[0])?.id ?? "voc2012/iou";
}

/**
 * Arithmetic where it is known of all: it is the same on every device, and equal for networks that are the same, whose
 * measured times differ by chance, which would decide the frontier. Else measured time, as in the paper, where every
 * backbone has one on the same device; else a size.
 */
function firstCost({ speedSettings: [first], timedCount, countedCount, rowCount }: BoardHead): CostId {
  if (countedCount === rowCount) return "macs";
  return first && timedCount === rowCount ? "time" : "parameters";
}

export function parseParetoView(parameters: URLSearchParams, head: BoardHead): ParetoView {
  const columns = headColumns(head);
  const { speedSettings } = head;
  const asked = costs.find((cost) => cost.id === parameters.get("cost"))?.id ?? firstCost(head);
  const setting = speedSettings.find(({ id }) => id === parameters.get("device")) ?? speedSettings[0];
  return {
    metric:
      columns.find((column) => metricSlug(column.id) === parameters.get("score"))?.id ?? firstMetric(columns),
    cost: isTime(asked) && !setting ? "parameters" : asked,
    settingId: setting?.id ?? null,
    scale: parameters.get("scale") === "linear" ? "linear" : "log",
    trainings: parseTrainings(parameters.get("training")),
    bars: parameters.get("bars") === "shares" ? "shares" : "times",
  };
}

export function serialiseParetoView(view: ParetoView, head: BoardHead): URLSearchParams {
  const columns = headColumns(head);
  const parameters = new URLSearchParams();
  if (view.metric !== firstMetric(columns)) parameters.set("score", metricSlug(view.metric));
  // A later backbone may move the default: a link must go on showing what was shared.
  parameters.set("cost", view.cost);
  if (view.settingId !== null && isTime(view.cost)) parameters.set("device", view.settingId);
  if (view.scale !== "log") parameters.set("scale", view.scale);
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  if (view.bars !== "times") parameters.set("bars", view.bars);
  return parameters;
}
