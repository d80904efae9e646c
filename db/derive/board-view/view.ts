import { type Category, categories, type MetricId } from "#contract/tasks";
import {
  type AggregationId,
  aggregations,
  areTasksEqual,
  taskWeights,
  type Weights,
  weightChoices,
} from "./aggregations.ts";
import { type BoardHead, headColumns } from "./board-head.ts";
import { type ColumnGroupId, columnGroups, groupsAtFirst } from "./column-groups.ts";
import type { MetricColumn } from "./columns.ts";
import { everything, type FacetChoice, type Facets, facetIds } from "./facets.ts";
import { type FactKey, factColumns } from "./fact-columns.ts";
import { parseTrainings, type Training } from "./training.ts";

export type Direction = "asc" | "desc";
export type SortKey = "rank" | "name" | FactKey | MetricId;

/** Which rows are shown. */
export interface BoardFilters {
  /** Trainings shown; empty for all. */
  readonly trainings: readonly Training[];
  readonly facets: FacetChoice;
  /** Billions of multiply-adds of the backbone for one image at most; null for any. */
  readonly mostGigaMacs: number | null;
  /** Parameters of the backbone at most; null for any. */
  readonly mostMillions: number | null;
  /** Time of the backbone at most, in units of ViT-B/16 at 224 pixels, as the board's column has it; null for any. */
  readonly mostTime: number | null;
  readonly query: string;
}

/** Everything that changes what is on screen; the URL holds all of it, defaults left out. */
export interface BoardView extends BoardFilters {
  readonly sort: SortKey;
  readonly direction: Direction;
  readonly category: Category | "all";
  readonly aggregation: AggregationId;
  readonly weights: Weights;
  /** As measured, or mapped to 0 for the worst and 1 for the best of the board (paper, Fig. 4a). */
  readonly scores: "values" | "relative";
  /** Groups of columns that are shown, in the board's order. */
  readonly groups: readonly ColumnGroupId[];
  /** Ids of the backbones that stay on top, in the order they were pinned; also of such as the board does not have. */
  readonly pins: readonly string[];
  /** From 1; a long board is shown in pages. */
  readonly page: number;
}

export const noFilters: BoardFilters = {
  trainings: [],
  facets: everything,
  mostGigaMacs: null,
  mostMillions: null,
  mostTime: null,
  query: "",
};

/** Names of the parameters of a board's URL. */
export const parameterNames = [
  "sort",
  "dir",
  "tasks",
  "training",
  ...facetIds,
  "gmacs",
  "params",
  "time",
  "q",
  "by",
  "weights",
  "scores",
  "show",
  "hide",
  "pin",
  "page",
] as const;

/** Direction a first click sorts in: best first for scores, smallest or first otherwise. */
export function firstDirection(key: SortKey, columns: readonly MetricColumn[]): Direction {
  return columns.find((column) => column.id === key)?.better === "higher" ? "desc" : "asc";
}

/** What a click on a column's heading sorts by: its best first, then turned round, then as if nothing had been clicked. */
export function clickedSort(
  key: SortKey,
  { sort, direction }: Pick<BoardView, "sort" | "direction">,
  columns: readonly MetricColumn[],
): Pick<BoardView, "sort" | "direction"> {
  const first = firstDirection(key, columns);
  if (sort !== key) return { sort: key, direction: first };
  if (direction !== first) return { sort: "rank", direction: "asc" };
  return { sort: key, direction: first === "asc" ? "desc" : "asc" };
}

const categorySlug = (category: Category) => category.replaceAll(" ", "-");
const metricSlug = (key: string) => key.replaceAll("/", ".");
const listed = (text: string | null) => [...new Set(text?.split(",").filter(Boolean))];

/** What there is to choose on a board. */
type Viewable = Pick<BoardHead, "metrics" | "speedSettings" | "countedCount" | "facets">;

/** Reads a view from a URL's parameters. Unknown values fall back to the default: an old link still opens. */
export function parseView(parameters: URLSearchParams, board: Viewable): BoardView {
  const { speedSettings, facets } = board;
  const columns = headColumns(board);
  const sorted = parameters.get("sort");
  const sort: SortKey =
    (["name"] as const).find((key) => key === sorted) ??
    factColumns(columns, { speedSettings }).find(({ key }) => key === sorted)?.key ??
    columns.find((column) => metricSlug(column.id) === sorted)?.id ??
    "rank";
  const direction = parameters.get("dir");
  return {
    sort,
    direction: direction === "asc" || direction === "desc" ? direction : firstDirection(sort, columns),
    category: categories.find((category) => categorySlug(category) === parameters.get("tasks")) ?? "all",
    trainings: parseTrainings(parameters.get("training")),
    facets: parseFacets(parameters, facets),
    // Where nobody has counted or timed anything, a bound would leave nothing.
    mostGigaMacs: board.countedCount > 0 ? positive(parameters.get("gmacs")) : null,
    mostMillions: positive(parameters.get("params")),
    mostTime: speedSettings.length > 0 ? positive(parameters.get("time")) : null,
    query: parameters.get("q") ?? "",
    aggregation: aggregations.find(({ id }) => id === parameters.get("by"))?.id ?? "mean-rank",
    weights: parseWeights(parameters.get("weights")) ?? taskWeights(columns),
    scores: parameters.get("scores") === "relative" ? "relative" : "values",
    groups: parseGroups(parameters, columns),
    pins: listed(parameters.get("pin")),
    page: Math.max(1, Math.trunc(positive(parameters.get("page")) ?? 1)),
  };
}

/** The view without parameters. */
export const defaultView = (board: Viewable): BoardView => parseView(new URLSearchParams(), board);

export function serialiseView(view: BoardView, head: Pick<BoardHead, "metrics">): URLSearchParams {
  const columns = headColumns(head);
  const parameters = new URLSearchParams();
  const setList = (name: string, values: readonly (string | number)[]) => {
    if (values.length > 0) parameters.set(name, values.join(","));
  };
  if (view.sort !== "rank") parameters.set("sort", metricSlug(view.sort));
  if (view.direction !== firstDirection(view.sort, columns)) parameters.set("dir", view.direction);
  if (view.category !== "all") parameters.set("tasks", categorySlug(view.category));
  setList("training", view.trainings);
  for (const facet of facetIds) setList(facet, view.facets[facet]);
  if (view.mostGigaMacs !== null) parameters.set("gmacs", String(view.mostGigaMacs));
  if (view.mostMillions !== null) parameters.set("params", String(view.mostMillions));
  if (view.mostTime !== null) parameters.set("time", String(view.mostTime));
  if (view.query !== "") parameters.set("q", view.query);
  if (view.aggregation !== "mean-rank") parameters.set("by", view.aggregation);
  if (!areTasksEqual(view.weights, columns)) {
    setList(
      "weights",
      categories.map((category) => view.weights[category]),
    );
  }
  if (view.scores !== "values") parameters.set("scores", view.scores);
  const atFirst = groupsAtFirst(columnGroups(columns));
  setList(
    "show",
    view.groups.filter((id) => !atFirst.includes(id)),
  );
  setList(
    "hide",
    atFirst.filter((id) => !view.groups.includes(id)),
  );
  setList("pin", view.pins);
  if (view.page !== 1) parameters.set("page", String(view.page));
  return parameters;
}

/** A number above zero; null where the text is not that. */
export function positive(text: string | null): number | null {
  const number = Number(text?.trim() || Number.NaN);
  return Number.isFinite(number) && number > 0 ? number : null;
}

function parseFacets(parameters: URLSearchParams, facets: Facets): FacetChoice {
  const chosen = facetIds.map((facet) => {
    const asked = listed(parameters.get(facet));
    return [
      facet,
      asked.length === 0 ? [] : facets[facet].map(({ id }) => id).filter((id) => asked.includes(id)),
    ];
  });
  return Object.fromEntries(chosen) as FacetChoice;
}

function parseGroups(parameters: URLSearchParams, columns: readonly MetricColumn[]): ColumnGroupId[] {
  const [show, hide] = [listed(parameters.get("show")), listed(parameters.get("hide"))];
  return columnGroups(columns)
    .filter(({ id, atFirst }) => (atFirst === "shown" ? !hide.includes(id) : show.includes(id)))
    .map(({ id }) => id);
}

/** "2,1,0.5": one weight a category, in the paper's order; null where it is not that. */
function parseWeights(text: string | null): Weights | null {
  const given = text?.split(",").map(Number) ?? [];
  const valid =
    given.length === categories.length && given.every((one) => weightChoices.some((w) => w === one));
  if (!valid) return null;
  return Object.fromEntries(categories.map((category, index) => [category, given[index] ?? 1])) as Weights;
}
