import { type Category, type MetricId, metrics, protocolTasks, type TaskId, taskFacts } from "#contract";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import type { Cell, Source } from "#db/derive/board/cell.ts";
import type { RowSpeed, SpeedSetting } from "#db/derive/board/speed.ts";
import { type Training, trainingOf } from "../_parts/training.ts";

/** A metric as a column: facts of the metric and of its task, ready to be sent to the browser. */
export interface MetricColumn {
  readonly id: MetricId;
  readonly task: TaskId;
  readonly taskLabel: string;
  readonly category: Category;
  readonly label: string;
  readonly name: string;
  readonly unit: "percent" | "fraction" | "metre" | "nat";
  readonly better: "higher" | "lower";
  readonly digits: number;
  readonly primary: boolean;
}

export interface Score {
  readonly value: number;
  readonly source: Source;
  readonly seeds: number;
  readonly interval: readonly [number, number] | null;
  /** 95 % interval of the rank in this metric; null where it cannot be known. */
  readonly rankInterval: readonly [number, number] | null;
}

export interface BackboneRow {
  readonly id: string;
  readonly label: string;
  readonly training: Training;
  readonly objective: string;
  readonly architecture: string;
  readonly pretrainingData: string;
  readonly inputSizePixels: number;
  readonly featureGrid: readonly [number, number];
  readonly featureDim: number;
  readonly parametersMillions: number;
  readonly licence: string | null;
  /** Does pretraining touch the test data? As the manifest says; null: not stated. */
  readonly leak: string | null;
  readonly scores: Partial<Record<MetricId, Score>>;
  readonly learnableMillions: Partial<Record<TaskId, number>>;
  /** 95 % interval of the rank by mean rank over all tasks; null where it cannot be known. */
  readonly overallRankInterval: readonly [number, number] | null;
  /** Measured times, one a setting at most. */
  readonly speeds: readonly RowSpeed[];
}

export interface BoardTable {
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly columns: readonly MetricColumn[];
  /**
   * Tasks of the protocol without one result in this cohort: their columns are left out and named instead. None where
   * own data is measured, which has no such tasks.
   */
  readonly missingTasks: readonly string[];
  readonly rows: readonly BackboneRow[];
}

/** Time of the backbone alone in units of ViT-B/16 at 224 pixels; null where it was not measured in this setting. */
export function relativeTime(row: BackboneRow, settingId: string | undefined): number | null {
  return row.speeds.find((speed) => speed.settingId === settingId)?.backbone ?? null;
}

export function metricColumns(): MetricColumn[] {
  return metrics.map((metric) => {
    const task = taskFacts(metric.task);
    return { ...metric, taskLabel: task.label, category: task.category };
  });
}

/** A board as plain rows and columns: only what the browser needs, manifests and hashes left behind. */
export function boardTable(board: Board): BoardTable {
  const columns = metricColumns().filter((column) => board.rows.some((row) => row.cells[column.id]));
  const present = new Set(columns.map((column) => column.task));
  const missing = board.cohort.kind === "own" ? [] : protocolTasks.filter(({ id }) => !present.has(id));
  return {
    columns,
    missingTasks: missing.map(({ label }) => label),
    speedSettings: board.speedSettings,
    rows: board.rows.map(backboneRow),
  };
}

function backboneRow({
  backbone,
  cells,
  learnableMillions,
  overallRankInterval,
  speeds,
}: BoardRow): BackboneRow {
  return {
    id: backbone.id,
    label: backbone.label,
    training: trainingOf(backbone.category),
    objective: backbone.objective,
    architecture: backbone.architecture,
    pretrainingData: backbone.pretrainingData,
    inputSizePixels: backbone.inputSizePixels,
    featureGrid: backbone.featureGrid,
    featureDim: backbone.featureDim,
    parametersMillions: backbone.parametersMillions,
    licence: backbone.licence,
    leak: backbone.leak,
    scores: Object.fromEntries(Object.entries(cells).map(([id, cell]) => [id, score(cell)])),
    learnableMillions,
    overallRankInterval,
    speeds,
  };
}

function score({ value, source, seeds, interval, rankInterval }: Cell): Score {
  return { value, source, seeds, interval, rankInterval };
}
