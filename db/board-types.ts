import type { Category, Manifest, MetricId, SpeedMeasurement, TaskId } from "#contract";

/** Where a number comes from: printed in the paper, made by the evaluator, or made and signed by a maintainer. */
export const sources = ["paper", "measured", "verified"] as const;
export type Source = (typeof sources)[number];

/**
 * Results that may share one ranking: same source kind, data distribution, protocol version and training budget.
 * Results of different cohorts never share a column.
 */
export interface Cohort {
  /** URL-safe, stable, for example "paper", "official-p1-full", "scenes-p1-smoke", "scenes-p1-smoke-set-2". */
  readonly id: string;
  readonly kind: "paper" | "official" | "scenes" | "custom" | "own";
  readonly title: string;
  /** One or two plain sentences: what the numbers are and are not. */
  readonly caption: string;
  readonly backbones: number;
  readonly results: number;
  /** How the readout or its input differs from the protocol's own, for example "dim-8"; null for the main setting. */
  readonly variant: string | null;
}

/** What the board shows of a backbone besides its scores. */
export interface BackboneFacts {
  readonly id: string;
  readonly label: string;
  readonly category: string;
  readonly objective: string;
  readonly architecture: string;
  readonly pretrainingData: string;
  readonly inputSizePixels: number;
  readonly featureGrid: readonly [number, number];
  readonly featureDim: number;
  /** As printed by the paper, or counted from the manifest. */
  readonly parametersMillions: number;
  readonly licence: string | null;
  readonly leak: string | null;
  readonly paper: string | null;
  readonly manifest: Manifest | null;
}

/** One number of the board: the mean over seeds, with what is known about its uncertainty. */
export interface Cell {
  readonly metric: MetricId;
  readonly value: number;
  readonly source: Source;
  readonly seeds: number;
  /** 95 % interval over seeds and resampled test images; null where neither exists (the paper's numbers). */
  readonly interval: readonly [number, number] | null;
  /** 95 % interval of the rank in this column over resampled test images, 1 is best; null where it can't be known. */
  readonly rankInterval: readonly [number, number] | null;
  /** Bundles behind the number, newest first; empty for the paper. */
  readonly resultIds: readonly string[];
}

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

/** What measured times must agree in to be compared. */
export interface SpeedSetting {
  /** URL-safe. */
  readonly id: string;
  /** Device, threads and precision in words. */
  readonly label: string;
  readonly device: string;
  readonly precision: string;
  readonly threads: number;
  readonly batch: SpeedMeasurement["batch"];
  readonly protocolVersion: string;
}

/** Times in units of ViT-B/16 at 224 pixels, measured in the same run (paper, Fig. 8 and 9). */
export interface RowSpeed {
  readonly measurementId: string;
  readonly settingId: string;
  readonly backbone: number;
  /** Of the protocol's readout; empty on a board of variants. */
  readonly readout: Partial<Record<TaskId, number>>;
}

export interface Board {
  readonly cohort: Cohort;
  readonly rows: readonly BoardRow[];
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly categories: readonly Category[];
}

/** Ways to put the tasks of a board together, as addresses name them. */
export const aggregationIds = ["mean-rank", "borda", "win-rate", "relative"] as const;

/** Where one backbone stands on a board over all its tasks. */
export interface BoardStanding {
  readonly backboneId: string;
  /** Why it is not ranked: main metrics that others have and this one lacks; empty if ranked. */
  readonly missing: readonly MetricId[];
  /** null: not ranked. */
  readonly meanRank: number | null;
  /** From 1; shared by those that are level, and where rank intervals are known by those they do not tell apart. */
  readonly rank: number | null;
}
