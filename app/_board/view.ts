import { type Category, categories, type MetricId } from "../_parts/contract-names.ts";
import { parseTrainings, type Training } from "../_parts/training.ts";
import { type AggregationId, aggregations, equalWeights, type Weights, weightChoices } from "./aggregate.ts";
import type { MetricColumn } from "./board-table.ts";

export type Direction = "asc" | "desc";
export const factKeys = ["rank", "name", "parameters", "input", "features", "time"] as const;
export type FactKey = (typeof factKeys)[number];
export type SortKey = FactKey | MetricId;

/** Everything that changes what is on screen; the URL holds all of it, defaults left out. */
export interface BoardView {
  readonly sort: SortKey;
  readonly direction: Direction;
  readonly category: Category | "all";
  /** Trainings shown; empty for all. */
  readonly trainings: readonly Training[];
  readonly query: string;
  readonly aggregation: AggregationId;
  readonly weights: Weights;
}

/** Direction a first click sorts in: best first for scores, smallest or first otherwise. */
export function firstDirection(key: SortKey, columns: readonly MetricColumn[]): Direction {
  return columns.find((column) => column.id === key)?.better === "higher" ? "desc" : "asc";
}

const categorySlug = (category: Category) => category.replaceAll(" ", "-");
const metricSlug = (key: string) => key.replaceAll("/", ".");

/** Reads a view from a URL's parameters. Unknown values fall back to the default: an old link still opens. */
export function parseView(parameters: URLSearchParams, columns: readonly MetricColumn[]): BoardView {
  const sorted = parameters.get("sort");
  const sort: SortKey =
    factKeys.find((key) => key === sorted) ??
    columns.find((column) => metricSlug(column.id) === sorted)?.id ??
    "rank";
  const direction = parameters.get("dir");
  return {
    sort,
    direction: direction === "asc" || direction === "desc" ? direction : firstDirection(sort, columns),
    category: categories.find((category) => categorySlug(category) === parameters.get("tasks")) ?? "all",
    trainings: parseTrainings(parameters.get("training")),
    query: parameters.get("q") ?? "",
    aggregation: aggregations.find(({ id }) => id === parameters.get("by"))?.id ?? "mean-rank",
    weights: parseWeights(parameters.get("weights")),
  };
}

export function serialiseView(view: BoardView, columns: readonly MetricColumn[]): URLSearchParams {
  const parameters = new URLSearchParams();
  if (view.sort !== "rank") parameters.set("sort", metricSlug(view.sort));
  if (view.direction !== firstDirection(view.sort, columns)) parameters.set("dir", view.direction);
  if (view.category !== "all") parameters.set("tasks", categorySlug(view.category));
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  if (view.query !== "") parameters.set("q", view.query);
  if (view.aggregation !== "mean-rank") parameters.set("by", view.aggregation);
  const weights = categories.map((category) => view.weights[category]);
  if (weights.some((weight) => weight !== 1)) parameters.set("weights", weights.join(","));
  return parameters;
}

/** "2,1,0.5": one weight a category, in the paper's order; equal weights where it is not that. */
function parseWeights(text: string | null): Weights {
  const given = text?.split(",").map(Number) ?? [];
  const valid =
    given.length === categories.length && given.every((one) => weightChoices.some((w) => w === one));
  if (!valid) return equalWeights;
  return Object.fromEntries(categories.map((category, index) => [category, given[index] ?? 1])) as Weights;
}
