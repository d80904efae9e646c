import { type Category, categories, type MetricId, type TaskId, taskFacts, taskIds } from "#contract";
import { compareText } from "../compare-text.ts";
import { groupBy } from "../group-by.ts";
import type { BackboneFacts } from "./backbone-facts.ts";
import type { BoardResult, Cell } from "./cell.ts";
import type { Cohort } from "./cohort.ts";
import { type Column, ranksAmong } from "./column.ts";
import { overallRankIntervals } from "./overall-rank.ts";
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
   * 95 % interval of the rank by mean rank over all tasks of the board, each counting once, over resampled test images;
   * null where a task is missing here or was not resampled alike for all.
   */
  readonly overallRankInterval: readonly [number, number] | null;
  /** Measured times, one a setting at most; empty where nobody has measured. */
  readonly speeds: readonly RowSpeed[];
}

export interface Board {
  readonly cohort: Cohort;
  readonly rows: readonly BoardRow[];
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly categories: readonly Category[];
}

function learnableOf(results: readonly BoardResult[]): Partial<Record<TaskId, number>> {
  const learnable: Partial<Record<TaskId, number>> = {};
  for (const { task, learnableMillions } of results) {
    if (learnableMillions !== null) learnable[task] = learnableMillions;
  }
  return learnable;
}

/** By backbone, for those that have every task of the board. */
function overallRanks(columns: readonly Column[]): Map<string, readonly [number, number] | null> {
  const primary = columns.filter(({ metric, seeds }) => metric.primary && seeds.size > 0);
  const complete = [...(primary[0]?.seeds.keys() ?? [])].filter((id) =>
    primary.every(({ seeds }) => seeds.has(id)),
  );
  const intervals = overallRankIntervals(
    primary.map((column) => ranksAmong(complete, column)),
    complete.length,
  );
  return new Map(complete.map((id, index) => [id, intervals[index] ?? null]));
}

/**
 * Results of one cohort and their columns -> its board; rows by label, categories in the paper's order.
 *
 * @param speeds current speed measurements of any backbones, newest first
 */
export function boardOf(
  cohort: Cohort,
  results: readonly BoardResult[],
  columns: readonly Column[],
  backbones: ReadonlyMap<string, BackboneFacts>,
  speeds: readonly CurrentSpeed[] = [],
): Board {
  const resultsOf = groupBy(results, ({ backboneId }) => backboneId);
  const overall = overallRanks(columns);
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
  };
}
