import type { MetricId, TaskId } from "#contract";
import type { Cohort, Source } from "./board-types.ts";

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
  /** Of the board that it is on; null: replaced in the same state. */
  readonly cohortId: string | null;
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
