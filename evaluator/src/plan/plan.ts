import type { Manifest } from "../contract/index.ts";
import { entryBytes } from "../feature-cache/shard-index.ts";

/** Expected seconds of a cell, by phase. */
export interface PhaseSeconds {
  readonly load: number;
  readonly training: number;
  readonly validation: number;
  readonly evaluation: number;
}

/**
 * "there": its bundle exists; "blocked": it cannot run as things are; "to do": anything else. Without a pilot, bundles
 * are not looked for, since their names contain the hashes of weights and graph.
 */
export type CellState = "to do" | "there" | "blocked";

/** One cell of the grid as it is expected to go. */
export interface CellPlan {
  readonly backbone: string;
  readonly task: string;
  /** Short name of the variant. */
  readonly variant: string;
  readonly seed: number;
  readonly state: CellState;
  /** Why it is blocked; null otherwise. */
  readonly problem: string | null;
  /** Learnable parameters in the paper's convention; null where the manifest cannot be read. */
  readonly publishedParameters: number | null;
  readonly effectiveParameters: number | null;
  /** What training changes and checkpoints hold: with a classifier of every instance, which is not counted as readout. */
  readonly trainedParameters: number | null;
  /** Of its data set; null where that could not be opened. */
  readonly fingerprint: string | null;
  /** null: not measured (no pilot, or blocked). Features are counted apart: cells share them. */
  readonly seconds: PhaseSeconds | null;
}

/** Features that cells share: one backbone on the images of one data set, prepared in one way. */
export interface FeatureSetPlan {
  readonly backbone: string;
  /** Seed of untrained weights; null where weights do not depend on it. */
  readonly seed: number | null;
  readonly dataset: string;
  readonly tasks: readonly string[];
  readonly images: number;
  /** In the cache, half precision. */
  readonly bytes: number;
  /** Decoding, preparing and passing every image once; null: not measured. Nothing where they are cached already. */
  readonly seconds: number | null;
}

/** One file system that the run writes to. */
export interface DiskPlan {
  readonly folders: readonly string[];
  readonly neededBytes: number;
  readonly freeBytes: number;
}

export interface Plan {
  readonly cells: readonly CellPlan[];
  readonly featureSets: readonly FeatureSetPlan[];
  readonly disks: readonly DiskPlan[];
  /** Published data sets that sizes were taken from, and what they take unpacked; none where sizes are those found. */
  readonly datasets: readonly { readonly dataset: string; readonly bytes: number }[];
  /** Of everything that is to do, one cell after another on this machine; null without a pilot. */
  readonly seconds: number | null;
  /** Cards or machines like this one that share the cells, and how long it takes them. */
  readonly workers: number;
  readonly sharedSeconds: number | null;
  /** What the pilot itself took. */
  readonly pilotSeconds: number | null;
  /** Why cells are blocked by the user's data, each reason once. */
  readonly dataProblems: readonly string[];
  readonly warnings: readonly string[];
}

/** Bytes of one image's cached features: half precision and a row of the index. */
export function featureBytes({
  featureDim,
  featureGrid,
}: Pick<Manifest, "featureDim" | "featureGrid">): number {
  return entryBytes(featureDim * featureGrid[0] * featureGrid[1]);
}
