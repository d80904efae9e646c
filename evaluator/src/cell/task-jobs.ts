import type { TaskId, Variant } from "../contract/index.ts";
import type { Targets } from "../readout/trainer.ts";

/** What a thread of a task opens before its first job. */
export interface TaskPlace {
  readonly task: TaskId;
  readonly resolution: Variant["resolution"];
  /** Folder of the data set. */
  readonly data: string;
  /** Folder of the digests that the process has remembered. */
  readonly digests: string;
  /** Bytes of targets that the thread keeps. */
  readonly keptBytes: number;
}

/** Which random numbers a batch's targets draw: a training batch's own, or those of every validation. */
export type TargetDraw = { readonly seed: number; readonly iteration: number } | "validation";

export interface TargetJob {
  readonly kind: "targets";
  readonly ids: readonly string[];
  readonly draw: TargetDraw;
}

export interface MeasureJob {
  readonly kind: "measure";
  readonly id: string;
  /** One `[n, H, W]` a readout. */
  readonly outputs: readonly Float32Array<ArrayBuffer>[];
}

export type TaskJob = TargetJob | MeasureJob;
export type TaskReply =
  | { readonly kind: "targets"; readonly targets: Targets }
  | { readonly kind: "measure"; readonly part: unknown };
