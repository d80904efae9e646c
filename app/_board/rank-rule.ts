import type { MetricId } from "#contract";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import { competitionRanks, scoreOf } from "./ranking.ts";
import type { BoardView, SortKey } from "./view.ts";

/**
 * Rank of each row in its cohort: by the sorted metric where one is sorted, by mean rank otherwise.
 * Filters do not change ranks: third of all stays third.
 */
export function rowRanks(
  rows: readonly BackboneRow[],
  columns: readonly MetricColumn[],
  meanRank: ReadonlyMap<string, number | null>,
  sort: SortKey,
): Map<string, number | null> {
  const column = columns.find((candidate) => candidate.id === sort);
  const ranks = column
    ? competitionRanks(
        rows.map((row) => scoreOf(row, sort as MetricId)),
        column.better,
      )
    : competitionRanks(
        rows.map((row) => meanRank.get(row.id) ?? null),
        "lower",
      );
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}

/** The rule behind the rank column, and the order of the rows, as one sentence or two. */
export function rankedBy(view: BoardView, columns: readonly MetricColumn[]): string {
  const column = columns.find((candidate) => candidate.id === view.sort);
  if (column) {
    const order = (view.direction === "desc") === (column.better === "higher") ? "best first" : "worst first";
    return `Ranked by ${column.taskLabel} ${column.label}, ${column.better} is better; ${order}.`;
  }
  const tasks = columns.filter((candidate) => candidate.primary).length;
  const rule = `Ranked by mean rank over ${tasks === 1 ? "one task" : `${tasks} tasks`}, lower is better`;
  if (view.sort === "rank") return `${rule}; ${view.direction === "asc" ? "best" : "worst"} first.`;
  return `${rule}. Rows by ${factNames[view.sort as keyof typeof factNames] ?? view.sort}.`;
}

const factNames = {
  name: "name",
  parameters: "parameters",
  input: "input size",
  features: "size of the feature volume",
};
