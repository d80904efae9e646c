import { aggregationOf, areTasksEqual, countedColumns } from "#db/derive/board-view/aggregations.ts";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import type { BoardInView } from "#db/derive/board-view/board-in-view.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { type FacetId, type Facets, facetIds } from "#db/derive/board-view/facets.ts";
import { factColumns } from "#db/derive/board-view/fact-columns.ts";
import { trainingFacts } from "#db/derive/board-view/training.ts";
import type { BoardFilters, BoardView } from "#db/derive/board-view/view.ts";
import { sentence } from "../_parts/format.ts";

export const facetNames: Readonly<Record<FacetId, string>> = {
  objective: "objective",
  architecture: "architecture",
  input: "input size",
  licence: "licence",
  source: "source",
};

/** Each filter in force, in words. */
export function filterWords(filters: BoardFilters, facets: Facets): string[] {
  const facetWords = facetIds.flatMap((facet) => {
    const labels = facets[facet].filter(({ id }) => filters.facets[facet].includes(id));
    return labels.length > 0 ? [`${facetNames[facet]} ${labels.map(({ label }) => label).join(" or ")}`] : [];
  });
  const trainings = filters.trainings.map((id) => trainingFacts(id).label.toLowerCase());
  return [
    ...(trainings.length > 0 ? [trainings.join(" or ")] : []),
    ...facetWords,
    ...(filters.mostGigaMacs === null ? [] : [`at most ${filters.mostGigaMacs} GMACs`]),
    ...(filters.mostMillions === null ? [] : [`at most ${filters.mostMillions} M parameters`]),
    ...(filters.mostTime === null ? [] : [`at most ${filters.mostTime} × the time of ViT-B/16 at 224`]),
    ...(filters.query === "" ? [] : [`“${filters.query}”`]),
  ];
}

/** How many rows there are, how many of them are shown and why. */
export function countWords(
  {
    passing,
    pinnedBesides,
    uncounted,
    untimed,
    pinned,
  }: Pick<BoardInView, "passing" | "pinnedBesides" | "uncounted" | "untimed" | "pinned">,
  view: BoardView,
  { rowCount: all, speedSettings, facets }: Pick<BoardHead, "rowCount" | "speedSettings" | "facets">,
): string {
  const noun = all === 1 ? "backbone" : "backbones";
  const filters = filterWords(view, facets);
  const filtered =
    filters.length === 0 ? `${all} ${noun}.` : `${passing} of ${all} ${noun}: ${filters.join("; ")}.`;
  const [setting] = speedSettings;
  const count = `${filtered}${leftOut(uncounted, "GMACs")}${leftOut(untimed, `time on ${setting?.label}`)}`;
  if (pinned === 0) return count;
  const besides = pinnedBesides === 0 ? "" : `, ${pinnedBesides} of them outside these filters`;
  return `${count} ${pinned} pinned on top${besides}.`;
}

/** What a bound does with backbones of which nobody knows what it bounds; empty where it meets none. */
const leftOut = (count: number, what: string): string =>
  count > 0 ? ` ${count === 1 ? "One is" : `${count} are`} left out: ${what} not known.` : "";

/** The rule behind the rank column, and the order of the rows, in a sentence or two. */
export function rankedBy(
  view: BoardView,
  head: Pick<BoardHead, "metrics" | "speedSettings">,
  { taskMetrics, aggregation: id }: Pick<BoardInView, "taskMetrics" | "aggregation">,
): string {
  const aggregation = aggregationOf(id);
  const column = headColumns(head).find((candidate) => candidate.id === view.sort);
  if (column) {
    const order = (view.direction === "desc") === (column.better === "higher") ? "best first" : "worst first";
    return `Ranked by ${column.taskLabel} ${column.label}, ${column.better} is better; ${order}.`;
  }
  const count = countedColumns(taskMetrics.map(metricColumn), view.weights).length;
  if (count === 0) return "No task has a weight, so nothing is ranked.";
  const weighted = areTasksEqual(view.weights, headColumns(head)) ? "" : ", weighted by category";
  const over = `over ${count === 1 ? "one task" : `${count} tasks`}${weighted}`;
  const rule = `Ranked by ${aggregation.label.toLowerCase()} ${over}, ${aggregation.better} is better`;
  if (view.sort === "rank") return `${rule}; ${view.direction === "asc" ? "best" : "worst"} first.`;
  return `${rule}. Rows by ${factOrder(view, head)}.`;
}

/** An abbreviation keeps its letters. */
const inSentence = (label: string) => (/^[A-Z][a-z]/.test(label) ? label.toLowerCase() : label);

function factOrder(
  { sort, direction }: BoardView,
  head: Pick<BoardHead, "metrics" | "speedSettings">,
): string {
  const fact = factColumns(headColumns(head), head).find(({ key }) => key === sort);
  const rising = direction === "asc";
  if (!fact || fact.holds === "words") {
    return `${fact?.label.toLowerCase() ?? "name"}, ${rising ? "A to Z" : "Z to A"}`;
  }
  const what = fact.group === "readout" ? `readout parameters for ${fact.label}` : inSentence(fact.label);
  return `${what}, ${rising ? "smallest" : "largest"} first`;
}

/** What relative scores are. */
export const relativeWords = sentence(
  "scores are relative: 0 for the worst and 1 for the best backbone of this board in each column, linear between (paper, Fig. 4a); higher is better in all.",
);
