import type { MetricId, ReadoutId } from "#contract";
import type { Cohort, Source } from "./board-types.ts";

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

/** Readouts that are compared over their size (paper, Fig. 6). */
export type ReadoutFamily = "attentive" | "bicubic" | "transposed-convolution" | "linear-featup";

/** One readout of a family at one size. */
export interface SizedReadout {
  readonly key: string;
  readonly label: string;
  readonly learnableMillions: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly seeds: number;
}

/** One drawing of Fig. 6: a backbone on a task, each family's points from small to large. */
export interface ReadoutSizes {
  readonly metric: MetricId;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly series: readonly { readonly family: ReadoutFamily; readonly points: readonly SizedReadout[] }[];
}
