import { type MetricId, protocolTasks } from "#contract/tasks";
import type { Board } from "../board/board.ts";
import type { Cohort } from "../board/cohort.ts";
import { isOwnKind } from "../board/cohort-kind.ts";
import type { SpeedSetting } from "../board/speed.ts";
import { type MetricColumn, metricColumn, metricsOfRows } from "./columns.ts";
import { type Facets, facetsOf } from "./facets.ts";
import { relativeTime } from "./fact-columns.ts";

/** What is known of a whole board without its rows: enough to offer every control of it. */
export interface BoardHead {
  readonly cohort: Cohort;
  /** Metrics that at least one row has. */
  readonly metrics: readonly MetricId[];
  readonly facets: Facets;
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly rowCount: number;
  /** Rows with a time in the first of these settings. */
  readonly timedCount: number;
  /** Rows whose arithmetic was counted. */
  readonly countedCount: number;
}

export function boardHead({ cohort, rows, speedSettings }: Board): BoardHead {
  return {
    cohort,
    metrics: metricsOfRows(rows),
    facets: facetsOf(rows),
    speedSettings,
    rowCount: rows.length,
    timedCount: rows.filter((row) => relativeTime(row, speedSettings[0]?.id) !== null).length,
    countedCount: rows.filter(({ backbone }) => backbone.gigaMacs !== null).length,
  };
}

export const headColumns = ({ metrics }: Pick<BoardHead, "metrics">): MetricColumn[] =>
  metrics.map(metricColumn);

/**
 * Tasks of the protocol without one result in this cohort, by label: their columns are left out and named instead. None
 * where own data is measured, which has no such tasks.
 */
export function missingTasks(head: BoardHead): string[] {
  if (isOwnKind(head.cohort.kind)) return [];
  const present = new Set(headColumns(head).map(({ task }) => task));
  return protocolTasks.filter(({ id }) => !present.has(id)).map(({ label }) => label);
}
