import { type ModelStandings, standings } from "#contract/statistics";
import type { BoardRow } from "../board/board.ts";
import { type Aggregation, countedColumns, tasksOf, type Weights } from "./aggregations.ts";
import type { MetricColumn } from "./columns.ts";

/** Where each backbone stands by all the rules. */
export type Standings = ReadonlyMap<string, ModelStandings>;

/**
 * Where each backbone stands by all the rules, over the counted tasks; one that lacks a task is left out, since a figure
 * over fewer tasks is not comparable, and so are all where no task counts.
 *
 * @param without a counted task that is left out for once: the others keep their weights, and the backbones are the same
 */
export function standingsOf(
  rows: readonly BoardRow[],
  columns: readonly MetricColumn[],
  weights: Weights,
  without?: MetricColumn,
): Standings {
  const counted = countedColumns(columns, weights);
  const complete = rows.filter(({ cells }) => counted.length > 0 && counted.every(({ id }) => cells[id]));
  const over = counted.filter((column) => column !== without);
  const found = standings(
    {
      scores: complete.map(({ cells }) => over.map(({ id }) => cells[id]?.value ?? Number.NaN)),
      better: over.map(({ better }) => better),
    },
    over.map(({ category }) => weights[category] / tasksOf(columns, category)),
  );
  return new Map(
    found.flatMap((standing, index) => (complete[index] ? [[complete[index].backbone.id, standing]] : [])),
  );
}

/** One rule's figure of each backbone; null where it has none. */
export function figuresOf(
  rows: readonly BoardRow[],
  standingOf: Standings,
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
