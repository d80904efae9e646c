import type { Category, Manifest, MetricId, TaskId, Variant } from "#contract";

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
  readonly kind: "paper" | "official" | "scenes" | "custom";
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
}

export interface Board {
  readonly cohort: Cohort;
  readonly rows: readonly BoardRow[];
  readonly categories: readonly Category[];
}

/** One stored result with its provenance, for the backbone page. */
export interface StoredResult {
  /** SHA-256 of the canonical bundle. */
  readonly id: string;
  readonly source: Source;
  /** null: a later result corrects this one, so no board shows it. */
  readonly cohortId: string | null;
  readonly task: TaskId;
  readonly variant: Variant | null;
  readonly seed: number | null;
  readonly createdAt: string | null;
  readonly uploadedBy: string | null;
  readonly metrics: Partial<Record<MetricId, { value: number; interval: readonly [number, number] | null }>>;
  readonly secondary: Readonly<Record<string, number>>;
  readonly curve: readonly { iteration: number; trainLoss: number; validationLoss?: number | undefined }[];
  readonly phases: readonly { name: string; seconds: number; peakRssBytes: number }[];
  readonly engines: Readonly<Record<"backbone" | "readout", Record<string, string>>> | null;
  readonly provenance: {
    readonly protocolVersion: string;
    readonly evaluatorVersion: string;
    readonly evaluatorCommit: string | null;
    readonly weightsSha256: string | null;
    readonly graphSha256: string;
    readonly datasetId: string;
    readonly datasetFingerprint: string;
    readonly distribution: string;
    readonly command: string;
    readonly processor: string;
  } | null;
}

export interface BackbonePage {
  readonly backbone: BackboneFacts;
  readonly results: readonly StoredResult[];
  /** The boards that this backbone is on, each with its row. */
  readonly boards: readonly { readonly cohort: Cohort; readonly row: BoardRow }[];
}
