import { type Category, categories, type MetricId } from "../_parts/contract-names.ts";
import { parseTrainings, type Training } from "../_parts/training.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import { scoreOf } from "./ranking.ts";

export type Direction = "asc" | "desc";
export const factKeys = ["rank", "name", "parameters", "input", "features"] as const;
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
  };
}

export function serialiseView(view: BoardView, columns: readonly MetricColumn[]): URLSearchParams {
  const parameters = new URLSearchParams();
  if (view.sort !== "rank") parameters.set("sort", metricSlug(view.sort));
  if (view.direction !== firstDirection(view.sort, columns)) parameters.set("dir", view.direction);
  if (view.category !== "all") parameters.set("tasks", categorySlug(view.category));
  if (view.trainings.length > 0) parameters.set("training", view.trainings.join(","));
  if (view.query !== "") parameters.set("q", view.query);
  return parameters;
}

/** Rows that pass the filters: every word of the query occurs somewhere in the backbone's facts. */
export function filterRows(rows: readonly BackboneRow[], view: BoardView): BackboneRow[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (view.trainings.length > 0 && !view.trainings.includes(row.training)) return false;
    const text =
      `${row.id} ${row.label} ${row.training} ${row.objective} ${row.architecture} ${row.pretrainingData}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A new array in the view's order; rows without a value come last in either direction, ties by name. */
export function sortRows(
  rows: readonly BackboneRow[],
  view: Pick<BoardView, "sort" | "direction">,
  meanRank: ReadonlyMap<string, number | null>,
): BackboneRow[] {
  const sign = view.direction === "asc" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: sortValue(row, view.sort, meanRank) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || byName(a.row, b.row);
    }
    return sign * compare(a.key, b.key) || byName(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

function sortValue(row: BackboneRow, key: SortKey, meanRank: ReadonlyMap<string, number | null>) {
  switch (key) {
    case "rank":
      return meanRank.get(row.id) ?? null;
    case "name":
      return row.label.toLowerCase();
    case "parameters":
      return row.parametersMillions;
    case "input":
      return row.inputSizePixels;
    case "features":
      return row.featureGrid[0] * row.featureGrid[1] * row.featureDim;
    default:
      return scoreOf(row, key);
  }
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en");
}

function byName(a: BackboneRow, b: BackboneRow): number {
  return a.label.localeCompare(b.label, "en", { numeric: true });
}
