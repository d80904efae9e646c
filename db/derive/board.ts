import {
  categories,
  type MetricFacts,
  type MetricId,
  metrics,
  type TaskId,
  taskFacts,
  taskIds,
} from "#contract";
import type { BackboneFacts, Board, BoardRow, Cell, Cohort } from "../board-types.ts";
import { cellOf, rankIntervalsOf, type SeedValue } from "./cell.ts";

/** One stored result, as far as the board needs it. */
export interface BoardResult {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly learnableMillions: number | null;
  readonly metrics: Partial<Record<MetricId, SeedValue>>;
}

function columnCells(
  metric: MetricFacts,
  resultsOf: ReadonlyMap<string, readonly BoardResult[]>,
): Map<string, Cell> {
  const column = [...resultsOf].flatMap(([backboneId, results]) => {
    const seeds = results.map((result) => result.metrics[metric.id]).filter((seed) => seed !== undefined);
    return seeds.length > 0 ? [{ backboneId, seeds }] : [];
  });
  const ranks = rankIntervalsOf(
    metric,
    column.map(({ seeds }) => seeds),
  );
  return new Map(
    column.map(({ backboneId, seeds }, index) => [
      backboneId,
      { ...cellOf(metric, seeds), rankInterval: ranks[index] ?? null },
    ]),
  );
}

function learnableOf(results: readonly BoardResult[]): Partial<Record<TaskId, number>> {
  const learnable: Partial<Record<TaskId, number>> = {};
  for (const { task, learnableMillions } of results) {
    if (learnableMillions !== null) learnable[task] = learnableMillions;
  }
  return learnable;
}

/** Results of one cohort -> its board; rows by label, categories in the paper's order. */
export function boardOf(
  cohort: Cohort,
  results: readonly BoardResult[],
  backbones: ReadonlyMap<string, BackboneFacts>,
): Board {
  const resultsOf = new Map<string, BoardResult[]>();
  for (const result of results) {
    resultsOf.set(result.backboneId, [...(resultsOf.get(result.backboneId) ?? []), result]);
  }
  const columns = metrics.map((metric) => ({ id: metric.id, cells: columnCells(metric, resultsOf) }));
  const rows = [...resultsOf].map(([backboneId, own]): BoardRow => {
    const backbone = backbones.get(backboneId);
    if (!backbone) throw new Error(`results of backbone ${backboneId}, which the database does not hold`);
    const cells: Partial<Record<MetricId, Cell>> = {};
    for (const { id, cells: column } of columns) {
      const cell = column.get(backboneId);
      if (cell) cells[id] = cell;
    }
    return { backbone, cells, learnableMillions: learnableOf(own) };
  });
  rows.sort((a, b) => a.backbone.label.localeCompare(b.backbone.label, "en", { numeric: true }));
  const measured = new Set(results.map((result) => result.task));
  const present = taskIds.filter((task) => measured.has(task)).map((task) => taskFacts(task).category);
  return { cohort, rows, categories: categories.filter((category) => present.includes(category)) };
}
