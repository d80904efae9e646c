import { type ModelStandings, standings } from "#contract/statistics";
import { type Category, categories } from "#contract/tasks";
import type { BoardRow } from "../board/board.ts";
import type { MetricColumn } from "./columns.ts";

/** Ways to put the tasks together into one order, each with the sentence that explains it. */
export const aggregations = [
  {
    id: "mean-rank",
    label: "Mean rank",
    better: "lower",
    digits: 1,
    rule: "mean rank: a backbone’s rank in each task’s main metric, averaged",
    of: (standing: ModelStandings) => standing.meanRank,
  },
  {
    id: "borda",
    label: "Borda",
    better: "higher",
    digits: 1,
    rule: "Borda count: a point for every backbone beaten in a task, half a point for a tie",
    of: (standing: ModelStandings) => standing.borda,
  },
  {
    id: "win-rate",
    label: "Win rate",
    better: "higher",
    digits: 3,
    rule: "mean win rate: the share of other backbones beaten in a task, averaged",
    of: (standing: ModelStandings) => standing.winRate,
  },
  {
    id: "relative",
    label: "Relative",
    better: "higher",
    digits: 3,
    rule: "relative score: 0 for the worst and 1 for the best backbone of a task, averaged (paper, Fig. 4a)",
    of: (standing: ModelStandings) => standing.relativeMean,
  },
] as const;

export type Aggregation = (typeof aggregations)[number];
export type AggregationId = Aggregation["id"];

/** As addresses name them. */
export const aggregationIds = aggregations.map(({ id }) => id) as [AggregationId, ...AggregationId[]];

export function aggregationOf(id: AggregationId): Aggregation {
  return aggregations.find((one) => one.id === id) ?? aggregations[0];
}

/** How much one task of a category counts. */
export type Weights = Readonly<Record<Category, number>>;
export const weightChoices = [0, 0.5, 1, 2, 3] as const;
export const equalWeights = Object.fromEntries(categories.map((category) => [category, 1])) as Weights;
export const areEqual = (weights: Weights) => Object.values(weights).every((weight) => weight === 1);

/** Main metric of each task that counts. */
export function countedColumns(columns: readonly MetricColumn[], weights: Weights): MetricColumn[] {
  return columns.filter((column) => column.primary && weights[column.category] > 0);
}

/**
 * Where each backbone stands by all the rules, over the counted tasks; one that lacks a task is left out, since a figure
 * over fewer tasks is not comparable, and so are all where no task counts.
 */
export function standingsOf(
  rows: readonly BoardRow[],
  columns: readonly MetricColumn[],
  weights: Weights,
): Map<string, ModelStandings> {
  const counted = countedColumns(columns, weights);
  const complete = rows.flatMap(({ backbone, cells }) => {
    const scores = counted.flatMap((column) => cells[column.id]?.value ?? []);
    return scores.length === counted.length && scores.length > 0 ? [{ id: backbone.id, scores }] : [];
  });
  const found = standings(
    { scores: complete.map(({ scores }) => scores), better: counted.map(({ better }) => better) },
    counted.map((column) => weights[column.category]),
  );
  return new Map(
    found.flatMap((standing, index) => (complete[index] ? [[complete[index].id, standing]] : [])),
  );
}

/** One rule's figure of each backbone; null where it has none. */
export function figuresOf(
  rows: readonly BoardRow[],
  standingOf: ReadonlyMap<string, ModelStandings>,
  { of }: Aggregation,
): Map<string, number | null> {
  return new Map(
    rows.map(({ backbone: { id } }) => {
      const standing = standingOf.get(id);
      const figure = standing ? of(standing) : Number.NaN;
      return [id, Number.isFinite(figure) ? figure : null];
    }),
  );
}
