import { type Aggregation, countedColumns } from "./aggregate.ts";
import type { BackboneRow, MetricColumn } from "./board-table.ts";
import { competitionRanks } from "./ranking.ts";
import type { BoardView } from "./view.ts";

/** Rank of each row in its whole cohort by an aggregate. Filters do not change ranks: third of all stays third. */
export function overallRanks(
  rows: readonly BackboneRow[],
  figures: ReadonlyMap<string, number | null>,
  better: Aggregation["better"],
): Map<string, number | null> {
  const figureOf = (row: BackboneRow) => {
    const figure = figures.get(row.id) ?? null;
    // Rounding errors of a mean must not part what is level.
    return figure === null ? null : Number(figure.toPrecision(12));
  };
  const ranks = competitionRanks(rows.map(figureOf), better);
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}

/** Rank of each row in its whole cohort by one metric. */
export function metricRanks(rows: readonly BackboneRow[], column: MetricColumn): Map<string, number | null> {
  const ranks = competitionRanks(
    rows.map((row) => row.scores[column.id]?.value ?? null),
    column.better,
  );
  return new Map(rows.map((row, index) => [row.id, ranks[index] ?? null]));
}

/** Interval of the shown rank where it is known: of the sorted metric's, or of the mean rank over all tasks alike. */
export function rankIntervalOf(
  row: BackboneRow,
  view: BoardView,
  aggregation: Aggregation,
): readonly [number, number] | null {
  for (const [metric, score] of Object.entries(row.scores)) {
    if (metric === view.sort) return score.rankInterval;
  }
  const plain = view.category === "all" && Object.values(view.weights).every((weight) => weight === 1);
  return aggregation.id === "mean-rank" && plain ? row.overallRankInterval : null;
}

/** The rule behind the rank column, and the order of the rows, in a sentence or two. */
export function rankedBy(
  view: BoardView,
  columns: readonly MetricColumn[],
  aggregation: Aggregation,
): string {
  const column = columns.find((candidate) => candidate.id === view.sort);
  if (column) {
    const order = (view.direction === "desc") === (column.better === "higher") ? "best first" : "worst first";
    return `Ranked by ${column.taskLabel} ${column.label}, ${column.better} is better; ${order}.`;
  }
  const tasks = countedColumns(columns, view.weights).length;
  if (tasks === 0) return "No task has a weight, so nothing is ranked.";
  const weighted = Object.values(view.weights).some((weight) => weight !== 1) ? ", weighted" : "";
  const over = `over ${tasks === 1 ? "one task" : `${tasks} tasks`}${weighted}`;
  const rule = `Ranked by ${aggregation.label.toLowerCase()} ${over}, ${aggregation.better} is better`;
  if (view.sort === "rank") return `${rule}; ${view.direction === "asc" ? "best" : "worst"} first.`;
  return `${rule}. Rows by ${factNames[view.sort as keyof typeof factNames] ?? view.sort}.`;
}

const factNames = {
  name: "name",
  parameters: "parameters",
  input: "input size",
  features: "size of the feature volume",
  time: "measured time",
};
