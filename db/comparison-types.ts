import type { MetricId } from "#contract";
import type { BackboneFacts, Cell, Cohort } from "./board-types.ts";

/** One number of a comparison beside the same number of the first backbone. */
export interface ComparedCell {
  readonly cell: Cell;
  /** This backbone - the first one, in the metric's unit; null in the first column, and where the first has no number. */
  readonly difference: {
    readonly value: number;
    /** null where both are equal. */
    readonly better: boolean | null;
    /** 95 % interval over resampled test images, paired; null unless both were resampled alike. */
    readonly interval: readonly [number, number] | null;
  } | null;
}

/** Backbones of one cohort side by side. */
export interface Comparison {
  readonly cohort: Cohort;
  /** In the order asked for; the first is the one that differences are taken from. */
  readonly backbones: readonly BackboneFacts[];
  /** Metrics that at least one of the backbones has, in the contract's order. */
  readonly rows: readonly {
    readonly metric: MetricId;
    /** Over the whole cohort. */
    readonly best: number;
    readonly worst: number;
    /** In the order of `backbones`; null: no result. */
    readonly cells: readonly (ComparedCell | null)[];
  }[];
}
