import type { MetricId, SpeedMeasurement, TaskId, Variant } from "#contract";
import type { BackboneFacts, BoardRow, Cohort, Source, SpeedSetting } from "./board-types.ts";

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
