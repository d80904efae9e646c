import type { MetricId, TaskId } from "../contract/index.ts";
import type { Dataset, RgbImage } from "../data/dataset.ts";
import type { OpenOptions } from "../data/open-options.ts";
import type { LossSpec } from "../readout/trainer.ts";

/** What a loss compares one image's outputs with. */
export type ImageTarget = Uint8Array | Float32Array;

/** The task's metrics over a test set, as functions of how often each image counts. */
export interface Summary {
  /** `multiplicity[i]`: how often image i counts; once each without it. */
  readonly metrics: Partial<Record<MetricId, (multiplicity?: Uint32Array) => number>>;
  /** Further numbers of the same predictions; never ranked. Undefined (NaN) ones are left out of results. */
  readonly secondary: Readonly<Record<string, number>>;
}

/**
 * One dense task as a record of functions: files -> targets -> loss, and outputs -> metrics. The one training loop
 * (train.ts) and the one evaluation loop (evaluate.ts) know nothing else of it.
 */
export interface Task<Annotation, Part> {
  readonly id: TaskId;
  readonly loss: LossSpec;
  /** Added to the output biases at initialisation; 1 for depth, so that training starts near a metre. */
  readonly outputBias: number;
  openDataset(root: string, options: OpenOptions): Promise<Dataset<Annotation>>;
  /** The image as the task shows it to any backbone, before normalisation: `[3, rows, columns]`, 0 to 1. */
  shownImage(image: RgbImage): Float32Array;
  /** What the loss compares the outputs with. */
  target(annotation: Annotation): ImageTarget;
  /**
   * One test image's part of the metrics. `outputs`: one `[n, H, W]` a readout. Parts are small: they are kept for the
   * whole test set.
   */
  measure(outputs: readonly Float32Array[], annotation: Annotation): Part;
  summarise(parts: readonly Part[]): Summary;
}
