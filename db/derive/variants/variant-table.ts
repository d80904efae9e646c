import {
  defaultBaselineDim,
  type MetricId,
  metricFacts,
  metricIds,
  type ReadoutId,
  readoutIds,
  type TaskId,
} from "#contract";
import type { Board, BoardRow } from "../board/board.ts";
import type { Source } from "../board/cell.ts";
import type { Cohort, CohortMembers } from "../board/cohort.ts";
import { type Setting, variantParts } from "../board/setting.ts";
import { variantLabel } from "../board/variant-words.ts";

/** One number of a variant beside the same number of the setting it is compared with. */
export interface VariantCell {
  readonly value: number;
  readonly source: Source;
  readonly seeds: number;
  readonly interval: readonly [number, number] | null;
  /** variant - base, in the metric's unit; null in the base row, and where the base has no such number. */
  readonly difference: number | null;
  /** Is the variant better than the base? null where `difference` is, and where both are equal. */
  readonly better: boolean | null;
  /** Learnable parameters of this readout for this task, millions; null where they are not printed. */
  readonly learnableMillions: number | null;
  readonly resultIds: readonly string[];
}

export interface VariantColumn {
  readonly metric: MetricId;
  readonly backboneId: string;
  readonly backboneLabel: string;
}

export interface VariantRow {
  /** "base", a readout id, "higher-resolution", "released-mask", "nearest-resize" or "lr-0.002". */
  readonly key: string;
  readonly readout: ReadoutId;
  readonly label: string;
  /** Cohort of the row's numbers. */
  readonly cohortId: string;
  /**
   * Learnable parameters over the base's, summed over the table's tasks (1 is the base); as printed for Table 5, null
   * where a task is missing or nothing is printed.
   */
  readonly relativeParameters: number | null;
  /** In the order of the table's columns; null: not measured, or measured on other images or for other iterations. */
  readonly cells: readonly (VariantCell | null)[];
}

/** Variants of the protocol beside its own setting: ablations (Table 5), baselines (Fig. 6), higher resolution (A.2). */
export interface VariantTable {
  /** The setting that the variants are compared with. */
  readonly base: Cohort;
  readonly columns: readonly VariantColumn[];
  /** The base first. One row alone: no variant of this kind has been measured here. */
  readonly rows: readonly VariantRow[];
}

/** Ablations are the rows of Table 5 and the only-mask readout of the text; baselines those of Fig. 6. */
export const variantKinds = ["ablations", "baselines", "higher-resolution", "choices"] as const;
/** "choices": what the protocol had to decide (mask form, kernel of the input's resize, learning rate). */
export type VariantKind = (typeof variantKinds)[number];

const baselineReadouts: readonly ReadoutId[] = ["bicubic", "transposed-convolution", "linear-featup"];

/** The one kind of variant that a setting is; null: the main setting, or several options changed at once. */
function kindOf(setting: Setting): VariantKind | null {
  if (variantParts(setting).length !== 1) return null;
  if (baselineReadouts.includes(setting.readout)) return "baselines";
  if (setting.readout !== "base") return "ablations";
  return setting.resolution === "higher" ? "higher-resolution" : "choices";
}

const sameFamily = (a: Setting, b: Setting) =>
  a.kind === b.kind && a.protocolVersion === b.protocolVersion && a.budget === b.budget;

export interface ComparableVariant {
  readonly members: CohortMembers;
  /** Tasks measured on the same images for as many iterations as the base. */
  readonly tasks: readonly string[];
}

/** Variants of one kind that share source, protocol version, budget and at least one task's column with the base. */
export function comparableVariants(
  base: CohortMembers,
  cohorts: readonly CohortMembers[],
  kind: VariantKind,
): ComparableVariant[] {
  return cohorts.flatMap((members) => {
    if (kindOf(members.setting) !== kind || !sameFamily(members.setting, base.setting)) return [];
    const tasks = Object.keys(members.columnKeys).filter(
      (task) => members.columnKeys[task] === base.columnKeys[task],
    );
    return tasks.length > 0 ? [{ members, tasks }] : [];
  });
}

/** Numbers of the main setting that the paper prints beside its variants, and printed relative sizes by readout. */
export interface PrintedBase {
  readonly values: Partial<Record<MetricId, Readonly<Record<string, number>>>>;
  readonly relativeParameters: Readonly<Record<string, number>>;
}

export interface VariantBoard {
  readonly setting: Setting;
  readonly board: Board;
  readonly tasks: readonly string[];
}

type RowsById = ReadonlyMap<string, BoardRow>;
const rowsById = ({ rows }: Board): RowsById => new Map(rows.map((row) => [row.backbone.id, row]));

/** Metrics in the protocol's order, then backbones in the base's; only what some variant has. */
function columnsOf(base: Board, variants: readonly VariantBoard[]): VariantColumn[] {
  return metricIds.flatMap((metric) => {
    const { task } = metricFacts(metric);
    const measured = variants.filter(({ tasks }) => tasks.includes(task));
    const ids = new Set(
      measured.flatMap(({ board }) =>
        board.rows.filter((row) => row.cells[metric]).map((row) => row.backbone.id),
      ),
    );
    return base.rows
      .filter((row) => ids.has(row.backbone.id) && row.cells[metric])
      .map(({ backbone }) => ({ metric, backboneId: backbone.id, backboneLabel: backbone.label }));
  });
}

/** Summed learnable parameters of one backbone over the tasks, millions; null where one is missing. */
function summedMillions(row: BoardRow | undefined, tasks: readonly TaskId[]): number | null {
  const sizes = tasks.map((task) => row?.learnableMillions[task]);
  return sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : null;
}

function relativeParameters(
  base: RowsById,
  variant: RowsById,
  tasks: readonly string[],
  columns: readonly VariantColumn[],
) {
  const shared = [...new Set(columns.map(({ metric }) => metricFacts(metric).task))].filter((task) =>
    tasks.includes(task),
  );
  const ids = [...new Set(columns.map(({ backboneId }) => backboneId))];
  const ratios = ids.flatMap((id) => {
    const [own, whole] = [summedMillions(variant.get(id), shared), summedMillions(base.get(id), shared)];
    return own === null || whole === null || whole === 0 ? [] : [own / whole];
  });
  return ratios.length > 0 ? ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length : null;
}

const noDifference = { difference: null, better: null } as const;

function against(metric: MetricId, value: number, base: number | null) {
  if (base === null) return noDifference;
  // Printed decimals: 0.1 + 0.2 must not become a difference in the 16th place.
  const difference = Number((value - base).toPrecision(12));
  if (difference === 0) return { difference, better: null };
  return { difference, better: difference > 0 === (metricFacts(metric).better === "higher") };
}

function cellOf(
  rows: RowsById,
  { metric, backboneId }: VariantColumn,
  printed: number | undefined,
): Omit<VariantCell, "difference" | "better"> | null {
  const row = rows.get(backboneId);
  const cell = row?.cells[metric];
  if (!row || !cell) return null;
  return {
    value: printed ?? cell.value,
    source: cell.source,
    seeds: cell.seeds,
    interval: cell.interval,
    learnableMillions: row.learnableMillions[metricFacts(metric).task] ?? null,
    resultIds: cell.resultIds,
  };
}

const inOrder = (a: Setting, b: Setting) =>
  readoutIds.indexOf(a.readout) - readoutIds.indexOf(b.readout) ||
  (a.baselineDim ?? defaultBaselineDim) - (b.baselineDim ?? defaultBaselineDim);

/**
 * The base and its variants, column by column. A variant's number stands beside the base's only where both were
 * measured on the same images for as many iterations. `printed` overrides the base's values.
 */
export function variantTable(
  base: Board,
  variants: readonly VariantBoard[],
  printed: PrintedBase = { values: {}, relativeParameters: {} },
): VariantTable {
  const columns = columnsOf(base, variants);
  const baseRows = rowsById(base);
  const baseCells = columns.map((column) =>
    cellOf(baseRows, column, printed.values[column.metric]?.[column.backboneId]),
  );
  const baseRow: VariantRow = {
    key: "base",
    readout: "base",
    label: "Default",
    cohortId: base.cohort.id,
    relativeParameters: 1,
    cells: baseCells.map((cell) => (cell ? { ...cell, ...noDifference } : null)),
  };
  const rows = [...variants]
    .sort((a, b) => inOrder(a.setting, b.setting))
    .map(({ setting, board, tasks }): VariantRow => {
      const own = rowsById(board);
      const cells = columns.map((column, index) => {
        const cell = tasks.includes(metricFacts(column.metric).task) ? cellOf(own, column, undefined) : null;
        return cell && { ...cell, ...against(column.metric, cell.value, baseCells[index]?.value ?? null) };
      });
      return {
        key: variantParts(setting).join("-"),
        readout: setting.readout,
        label: variantLabel(setting),
        cohortId: board.cohort.id,
        relativeParameters:
          printed.relativeParameters[setting.readout] ?? relativeParameters(baseRows, own, tasks, columns),
        cells,
      };
    });
  return { base: base.cohort, columns, rows: [baseRow, ...rows] };
}
