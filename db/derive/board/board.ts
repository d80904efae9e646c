import { type Category, categories, type MetricId, type TaskId, taskFacts, taskIds } from "#contract";
import { compareText } from "../compare-text.ts";
import { groupBy } from "../group-by.ts";
import type { BackboneFacts } from "./backbone-facts.ts";
import type { BoardResult, Cell } from "./cell.ts";
import type { Cohort } from "./cohort.ts";
import type { Column, ColumnStatistics } from "./column.ts";
import type { RankInterval } from "./ranks.ts";
import {
  boardSpeedSettings,
  type CurrentSpeed,
  type RowSpeed,
  rowSpeeds,
  type SpeedSetting,
} from "./speed.ts";

export interface BoardRow {
  readonly backbone: BackboneFacts;
  readonly cells: Partial<Record<MetricId, Cell>>;
  /** Learnable readout parameters in millions, by task, as published or counted. */
  readonly learnableMillions: Partial<Record<TaskId, number>>;
  /**
   * Ranks by mean rank over all tasks of the board, each counting once, that hold for all its complete backbones at once with
   * 95 % confidence; null where a task is missing here or was not resampled alike for all.
   */
  readonly overallRankInterval: RankInterval | null;
  /** Measured times, one a setting at most; empty where nobody has measured. */
  readonly speeds: readonly RowSpeed[];
}

export interface Board {
  readonly cohort: Cohort;
  readonly rows: readonly BoardRow[];
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly categories: readonly Category[];
  readonly statistics: Partial<Record<MetricId, ColumnStatistics>>;
}

function learnableOf(results: readonly BoardResult[]): Partial<Record<TaskId, number>> {
  const learnable: Partial<Record<TaskId, number>> = {};
  for (const { task, learnableMillions } of results) {
    if (learnableMillions !== null) learnable[task] = learnableMillions;
  }
  return learnable;
}

/**
 * Results of one cohort, their columns and ranks over all tasks -> its board; rows by label, categories in the paper's order.
 *
 * @param overall as `overallRanksInPieces` gives it
 * @param speeds current speed measurements of any backbones, newest first
 */
export function boardOf(
  cohort: Cohort,
  results: readonly BoardResult[],
  columns: readonly Column[],
  overall: ReadonlyMap<string, RankInterval | null>,
  backbones: ReadonlyMap<string, BackboneFacts>,
  speeds: readonly CurrentSpeed[] = [],
): Board {
  const resultsOf = groupBy(results, ({ backboneId }) => backboneId);
  const rows = [...resultsOf].map(([backboneId, own]): BoardRow => {
    const backbone = backbones.get(backboneId);
    if (!backbone) throw new Error(`results of backbone ${backboneId}, which the database does not hold`);
    const cells: Partial<Record<MetricId, Cell>> = {};
    for (const { metric, cells: column } of columns) {
      const cell = column.get(backboneId);
      if (cell) cells[metric.id] = cell;
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
  rows.sort((a, b) => compareText(a.backbone.label, b.backbone.label));
  const measured = new Set(results.map((result) => result.task));
  const present = taskIds.filter((task) => measured.has(task)).map((task) => taskFacts(task).category);
  return {
    cohort,
    rows,
    speedSettings: boardSpeedSettings(rows, speeds),
    categories: categories.filter((category) => present.includes(category)),
    statistics: Object.fromEntries(
      columns.filter(({ seeds }) => seeds.size > 0).map(({ metric, statistics }) => [metric.id, statistics]),
    ),
  };
}
