import type { MetricId, MetricIdOf, ProtocolTaskId, TaskId } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import type { OpenOptions } from "../data/open-options.ts";
import type { PreparationStep } from "../data/prepare.ts";
import type { RandomStream } from "../math/random.ts";
import type { Size } from "../protocol.ts";
import type { LossSpec, Targets } from "../readout/trainer.ts";

export type TargetArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** What a loss needs to know of one image, in the smallest form: it is kept in memory between its batches. */
export type ImageTarget = TargetArray | Readonly<Record<string, TargetArray>>;

/** A metric over a test set. `multiplicity[i]`: how often image i counts; once each without it. */
export type Metric = (multiplicity?: Uint32Array) => number;

/** What is known of a task's predictions over a test set. */
export interface Summary {
  readonly metrics: Partial<Record<MetricId, Metric>>;
  /** Further numbers of the same predictions; never ranked. Undefined (NaN) ones are left out of results. */
  readonly secondary: Readonly<Record<string, number>>;
}

/** A summary that has exactly the metrics of the contract: one that lacks a metric does not compile. */
export interface SummaryOf<Id extends TaskId> extends Summary {
  readonly metrics: Readonly<Record<MetricIdOf<Id>, Metric>>;
}

/** What an image has to show for a loss or a metric to say anything of it. */
export interface Evidence<Annotation> {
  /** In the plural, for errors: "labelled pixels". */
  readonly what: string;
  isIn(annotation: Annotation): boolean;
}

/**
 * One dense task as a record of functions: files -> targets -> loss, and outputs -> metrics. The one training loop
 * (cell/train.ts) and the one evaluation loop (cell/evaluate.ts) know nothing else of it.
 */
export interface Task<
  Annotation,
  Part,
  Target extends ImageTarget = ImageTarget,
  Source extends Dataset<Annotation> = Dataset<Annotation>,
> {
  readonly id: TaskId;
  /** Channels of each readout. */
  readonly outputs: readonly number[];
  /** Added to the output biases at initialisation; 1 for depth, so that training starts near a metre. */
  readonly outputBias: number;
  readonly queryGrid: Size;
  /** From a decoded image to what the task shows any backbone, before normalisation: `[3, rows, columns]`, 0 to 1. */
  readonly preparation: readonly PreparationStep[];
  /** Each split needs one image with it at least: training and validation for the loss, test for the metric. */
  readonly evidence: { readonly training: Evidence<Annotation>; readonly metric: Evidence<Annotation> };
  loss(dataset: Source): LossSpec;
  target(annotation: Annotation): Target;
  /**
   * What the loss compares one batch of outputs with. `random`: a stream of the batch's own, a function of seed and
   * iteration alone, for losses that look at a sample of the pixels.
   */
  batchTargets(images: readonly Target[], random: RandomStream): Targets;
  /**
   * One test image's part of the metrics. `outputs`: one `[n, H, W]` a readout. Parts are small: they are kept for the
   * whole test set.
   */
  measure(outputs: readonly Float32Array[], annotation: Annotation): Part;
  summarise(parts: readonly Part[]): Summary;
}

/** A task whose id is known, and with it what it has to measure. */
export interface TaskOf<
  Id extends TaskId,
  Annotation,
  Part,
  Target extends ImageTarget = ImageTarget,
  Source extends Dataset<Annotation> = Dataset<Annotation>,
> extends Task<Annotation, Part, Target, Source> {
  readonly id: Id;
  summarise(parts: readonly Part[]): SummaryOf<Id>;
}

/** A task of the protocol knows its data set, and is the same whatever the user's folder holds. */
export interface ProtocolTask<
  Id extends ProtocolTaskId,
  Annotation,
  Part,
  Target extends ImageTarget = ImageTarget,
  Source extends Dataset<Annotation> = Dataset<Annotation>,
> extends TaskOf<Id, Annotation, Part, Target, Source> {
  /** The data set with the images that the protocol gives the task. */
  openDataset(root: string, options: OpenOptions): Promise<Source>;
}

/** Images' labels one after the other, `[B, ...]`. */
export function stackedLabels(images: readonly Uint8Array[]): Uint8Array {
  const stacked = new Uint8Array(images.length * images[0].length);
  for (const [place, image] of images.entries()) stacked.set(image, place * image.length);
  return stacked;
}
