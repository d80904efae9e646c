import { type ModelStandings, standings } from "#contract";
import { type Category, categories } from "../_parts/contract-names.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";

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

/** How much one task of a category counts. */
export type Weights = Readonly<Record<Category, number>>;
export const weightChoices = [0, 0.5, 1, 2, 3] as const;
export const equalWeights = Object.fromEntries(categories.map((category) => [category, 1])) as Weights;

/** Main metric of each task that counts. */
export function countedColumns(columns: readonly MetricColumn[], weights: Weights): MetricColumn[] {
  return columns.filter((column) => column.primary && weights[column.category] > 0);
}

/**
 * One figure a backbone over the counted tasks; null where one of them is missing, since a figure over fewer tasks is
 * not comparable, and where no task counts.
 */
export function aggregate(
  rows: readonly BackboneRow[],
  columns: readonly MetricColumn[],
  aggregation: Aggregation,
  weights: Weights,
): Map<string, number | null> {
  const counted = countedColumns(columns, weights);
  const complete = rows.flatMap((row) => {
    const scores = counted.flatMap((column) => row.scores[column.id]?.value ?? []);
    return scores.length === counted.length && scores.length > 0 ? [{ id: row.id, scores }] : [];
  });
  const figures = new Map<string, number | null>(rows.map((row) => [row.id, null]));
  const board = {
    scores: complete.map(({ scores }) => scores),
    better: counted.map((column) => column.better),
  };
  const found = standings(
    board,
    counted.map((column) => weights[column.category]),
  );
  found.forEach((standing, index) => {
    const row = complete[index];
    const figure = aggregation.of(standing);
    if (row && Number.isFinite(figure)) figures.set(row.id, figure);
  });
  return figures;
}
