import type { Category, Manifest, MetricId, ReadoutId, SpeedMeasurement, TaskId, Variant } from "#contract";

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

/** One stored speed measurement. */
export interface StoredSpeed {
  /** SHA-256 of the canonical measurement. */
  readonly id: string;
  /** false: a later measurement of the same backbone and setting corrects it. */
  readonly current: boolean;
  readonly setting: SpeedSetting;
  readonly receivedAt: string;
  readonly uploadedBy: string;
  readonly measurement: SpeedMeasurement;
}

/** An uploaded index of pictures or list of output sizes, without its content. */
export interface StoredDocument {
  /** SHA-256 of the canonical document. */
  readonly id: string;
  /** false: a later document of the kind is about the same result. */
  readonly current: boolean;
  /** Id of the result that it is about. */
  readonly result: string;
  readonly backboneId: string;
  readonly task: TaskId;
  readonly seed: number | null;
  readonly receivedAt: string;
  readonly uploadedBy: string;
}

export interface Board {
  readonly cohort: Cohort;
  readonly rows: readonly BoardRow[];
  /** Settings of the rows' speeds, the one with most backbones first. */
  readonly speedSettings: readonly SpeedSetting[];
  readonly categories: readonly Category[];
}

export const aggregationIds = ["mean-rank", "borda", "win-rate", "relative"] as const;
export type AggregationId = (typeof aggregationIds)[number];

/** One backbone's place on a board by each of four aggregates. */
export interface BoardStanding {
  readonly backboneId: string;
  /** Why it is not ranked: main metrics that others have and this one lacks; empty if ranked. */
  readonly missing: readonly MetricId[];
  /** null: incomplete. `rank` from 1, ties sharing the better place; a figure no board defines is null. */
  readonly aggregates: Readonly<
    Record<AggregationId, { readonly value: number | null; readonly rank: number | null }>
  > | null;
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
    /** The user's own classes, by index; null for the published data sets. */
    readonly datasetClasses: readonly string[] | null;
    readonly distribution: string;
    readonly command: string;
    readonly processor: string;
  } | null;
}

export interface BackbonePage {
  readonly backbone: BackboneFacts;
  readonly results: readonly StoredResult[];
  /** Newest first, corrected ones included. */
  readonly speeds: readonly StoredSpeed[];
  /** The boards that this backbone is on, each with its row. */
  readonly boards: readonly { readonly cohort: Cohort; readonly row: BoardRow }[];
}

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

/** One benchmark of others beside one metric of a board (paper, Fig. 5). */
export interface ExternalComparison {
  readonly id: string;
  /** For example "CV-Bench 2D". */
  readonly benchmark: string;
  readonly source: string;
  /** Where the backbones behind the two numbers differ. */
  readonly remark: string;
  readonly metric: MetricId;
  readonly points: readonly {
    readonly backboneId: string;
    readonly label: string;
    readonly ours: number;
    readonly theirs: number;
  }[];
  /** Spearman's; null where undefined (fewer than two points). */
  readonly rho: number | null;
  /** null below three points. */
  readonly p: number | null;
}

export interface ExternalBenchmarks {
  readonly comparisons: readonly ExternalComparison[];
  /** Benchmarks of Fig. 5 whose numbers we do not have, by name. */
  readonly missing: readonly string[];
}

/** Spearman's rank correlation of a design fact with a metric (paper, Fig. 4b), recomputed from a board. */
export interface SizeCorrelation {
  readonly fact: "featureSide" | "inputSizePixels" | "parametersMillions";
  readonly metric: MetricId;
  /** Left out because it was not trained, or nothing is left out. */
  readonly without: "nothing" | "untrained";
  readonly n: number;
  readonly rho: number | null;
  readonly p: number | null;
}

export interface ClaimCheck {
  readonly label: string;
  /** The numbers found, in words. */
  readonly found: string;
  readonly holds: boolean;
}

/** A statement of the paper, checked against the numbers that the paper itself prints. */
export interface Claim {
  readonly id: string;
  /** For example "5.1". */
  readonly section: string;
  /** The statement, in our words. */
  readonly statement: string;
  readonly verdict: "reproduced" | "partly reproduced" | "not reproduced" | "not checkable";
  readonly checks: readonly ClaimCheck[];
  /** What a reader should know besides; empty where nothing. */
  readonly comment: string;
}

export interface ClaimsReport {
  readonly claims: readonly Claim[];
  readonly correlations: readonly SizeCorrelation[];
  /** Leaving out up to four backbones, how many of all choices give both of the text's correlations? */
  readonly exclusions: readonly {
    readonly metric: MetricId;
    readonly choices: number;
    readonly hits: number;
  }[];
}

/** All results there were at one moment. Its numbers never change; labels and descriptions are today's. */
export interface SnapshotFacts {
  /** 16 hexadecimal digits of the content's hash. */
  readonly id: string;
  readonly takenAt: string;
  /** SHA-256 of the sorted ids of its results, one a line. */
  readonly contentSha256: string;
  readonly results: number;
  /** Results more than in the snapshot before. */
  readonly added: number;
  readonly removed: number;
  /** The newest of its day (UTC): what a short list shows. */
  readonly lastOfDay: boolean;
}

export interface SnapshotPage {
  readonly snapshot: SnapshotFacts;
  readonly cohorts: readonly Cohort[];
  /** Is this what the boards show today? */
  readonly current: boolean;
  /** Results of the snapshot whose files an operator has taken away since. */
  readonly lostResults: number;
}

export interface SnapshotResult {
  readonly id: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly task: TaskId;
  readonly source: Source;
  readonly seed: number | null;
  readonly receivedAt: string;
}

/** A number that is not the same in two snapshots; null: not there. */
export interface CellChange {
  readonly cohortId: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly metric: MetricId;
  readonly before: number | null;
  readonly after: number | null;
}

/** A rank by mean rank that is not the same in two snapshots; null: not there or incomplete. */
export interface RankChange {
  readonly cohortId: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface SnapshotDiff {
  readonly before: SnapshotFacts;
  readonly after: SnapshotFacts;
  readonly added: readonly SnapshotResult[];
  readonly removed: readonly SnapshotResult[];
  readonly cells: readonly CellChange[];
  readonly ranks: readonly RankChange[];
}

/** An uploaded result as the feed tells of it. */
export interface NewResult extends SnapshotResult {
  readonly metrics: Partial<Record<MetricId, number>>;
  /** null: corrected since. */
  readonly cohort: Cohort | null;
  readonly uploadedBy: string | null;
}

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
