import type { ModelStandings } from "#contract/statistics";
import { type Category, categories } from "#contract/tasks";
import type { MetricColumn } from "./columns.ts";

/**
 * Ways to put the tasks together into one order, each with the sentence that explains it. Every ranked backbone has every task,
 * and then Borda count and win rate are the mean rank on other scales: three figures, one order.
 */
export const aggregations = [
  {
    id: "mean-rank",
    order: "mean-rank",
    label: "Mean rank",
    better: "lower",
    digits: 1,
    rule: "mean rank: a backbone’s rank in each task’s main metric, averaged",
    of: (standing: ModelStandings) => standing.meanRank,
  },
  {
    id: "borda",
    order: "mean-rank",
    label: "Borda",
    better: "higher",
    digits: 1,
    rule: "Borda count: a point for every backbone beaten in a task, half a point for a tie",
    of: (standing: ModelStandings) => standing.borda,
  },
  {
    id: "win-rate",
    order: "mean-rank",
    label: "Win rate",
    better: "higher",
    digits: 3,
    rule: "mean win rate: the share of other backbones beaten in a task, averaged",
    of: (standing: ModelStandings) => standing.winRate,
  },
  {
    id: "relative",
    order: "relative",
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

/** How much each category counts; its tasks share its weight evenly. */
export type Weights = Readonly<Record<Category, number>>;
export const weightChoices = [0, 0.5, 1, 2, 3] as const;

/** Each category as many as it has tasks, so that every task counts once; 1 where it has none. */
export function taskWeights(columns: readonly MetricColumn[]): Weights {
  return Object.fromEntries(
    categories.map((category) => [category, tasksOf(columns, category) || 1]),
  ) as Weights;
}

export const tasksOf = (columns: readonly MetricColumn[], category: Category) =>
  columns.filter((column) => column.primary && column.category === category).length;

/** Does every task count once? */
export function areTasksEqual(weights: Weights, columns: readonly MetricColumn[]): boolean {
  const equal = taskWeights(columns);
  return categories.every((category) => weights[category] === equal[category]);
}

/** Main metric of each task that counts. */
export function countedColumns(columns: readonly MetricColumn[], weights: Weights): MetricColumn[] {
  return columns.filter((column) => column.primary && weights[column.category] > 0);
}
