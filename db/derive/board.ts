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
import { cellOf, pairedReplicates, rankIntervalsOf, type SeedValue } from "./cell.ts";
import { overallRankIntervals } from "./overall-rank.ts";
import { boardSpeedSettings, type CurrentSpeed, rowSpeeds } from "./speed.ts";

/** One stored result, as far as the board needs it. */
export interface BoardResult {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly learnableMillions: number | null;
  readonly metrics: Partial<Record<MetricId, SeedValue>>;
}

type ResultsOf = ReadonlyMap<string, readonly BoardResult[]>;

function columnSeeds({ id }: MetricFacts, resultsOf: ResultsOf) {
  return [...resultsOf].flatMap(([backboneId, results]) => {
    const seeds = results.map((result) => result.metrics[id]).filter((seed) => seed !== undefined);
    return seeds.length > 0 ? [{ backboneId, seeds }] : [];
  });
}

function columnCells(metric: MetricFacts, resultsOf: ResultsOf): Map<string, Cell> {
  const column = columnSeeds(metric, resultsOf);
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

/** By backbone, for those that have every task of the board. */
function overallRanks(resultsOf: ResultsOf): Map<string, readonly [number, number] | null> {
  const columns = metrics
    .filter(({ primary }) => primary)
    .map((metric) => ({
      metric,
      seeds: new Map(columnSeeds(metric, resultsOf).map((one) => [one.backboneId, one.seeds])),
    }))
    .filter(({ seeds }) => seeds.size > 0);
  const complete = [...resultsOf.keys()].filter((id) => columns.every(({ seeds }) => seeds.has(id)));
  const intervals = overallRankIntervals(
    columns.map(({ metric, seeds }) => ({
      metric,
      replicates: pairedReplicates(complete.map((id) => seeds.get(id) ?? [])),
    })),
    complete.length,
  );
  return new Map(complete.map((id, index) => [id, intervals[index] ?? null]));
}

function learnableOf(results: readonly BoardResult[]): Partial<Record<TaskId, number>> {
  const learnable: Partial<Record<TaskId, number>> = {};
  for (const { task, learnableMillions } of results) {
    if (learnableMillions !== null) learnable[task] = learnableMillions;
  }
  return learnable;
}

/**
 * Results of one cohort -> its board; rows by label, categories in the paper's order.
 *
 * @param speeds current speed measurements of any backbones, newest first
 */
export function boardOf(
  cohort: Cohort,
  results: readonly BoardResult[],
  backbones: ReadonlyMap<string, BackboneFacts>,
  speeds: readonly CurrentSpeed[] = [],
): Board {
  const resultsOf = new Map<string, BoardResult[]>();
  for (const result of results) {
    resultsOf.set(result.backboneId, [...(resultsOf.get(result.backboneId) ?? []), result]);
  }
  const columns = metrics.map((metric) => ({ id: metric.id, cells: columnCells(metric, resultsOf) }));
  const overall = overallRanks(resultsOf);
  const rows = [...resultsOf].map(([backboneId, own]): BoardRow => {
    const backbone = backbones.get(backboneId);
    if (!backbone) throw new Error(`results of backbone ${backboneId}, which the database does not hold`);
    const cells: Partial<Record<MetricId, Cell>> = {};
    for (const { id, cells: column } of columns) {
      const cell = column.get(backboneId);
      if (cell) cells[id] = cell;
    }
    return {
      backbone,
      cells,
      learnableMillions: learnableOf(own),
      overallRankInterval: overall.get(backboneId) ?? null,
      speeds: rowSpeeds(
        speeds.filter(({ measurement }) => measurement.backbone.id === backboneId),
        backbone,
        cohort,
      ),
    };
  });
  rows.sort((a, b) => a.backbone.label.localeCompare(b.backbone.label, "en", { numeric: true }));
  const measured = new Set(results.map((result) => result.task));
  const present = taskIds.filter((task) => measured.has(task)).map((task) => taskFacts(task).category);
  return {
    cohort,
    rows,
    speedSettings: boardSpeedSettings(rows, speeds),
    categories: categories.filter((category) => present.includes(category)),
  };
}
