import type { DeviceTensor } from "../program/executor.ts";
import type { Targets } from "./losses/loss-spec.ts";

/** A batch of features in the memory of the trainer's device, which it lets go of after use. */
export interface ResidentBatch {
  readonly images: number;
  /** `[batchSize, D', h * w]`, zeros behind the images. */
  readonly tensor: DeviceTensor;
  /** The same for another device, `[images, D', h, w]`. */
  host(): Promise<Float32Array>;
}

export interface TrainingBatch {
  /** `[images, D', h, w]`, at most `batchSize` images. */
  readonly features: Float32Array | ResidentBatch;
  readonly targets: Targets;
}

/** After its use. */
export function letGo(features: TrainingBatch["features"]): void {
  if ("host" in features) features.tensor.dispose();
}
