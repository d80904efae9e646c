import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { metricColumn, metricsOfRows } from "#db/derive/board-view/columns.ts";
import { isTrained } from "#db/derive/board-view/training.ts";
import type { ExternalBenchmark } from "#db/derive/claims/external.ts";
import { type VariableValues, variableValues } from "./variables.ts";

/** What is correlated of a board: the numbers of its trained backbones. */
export function boardVariables(
  { rows }: Board,
  benchmarks: readonly ExternalBenchmark[],
): {
  readonly trained: readonly BoardRow[];
  readonly variables: readonly VariableValues[];
} {
  const trained = rows.filter(isTrained);
  return { trained, variables: variableValues(trained, metricsOfRows(rows).map(metricColumn), benchmarks) };
}
