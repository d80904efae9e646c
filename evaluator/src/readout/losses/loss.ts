import type { Feeds } from "../../program/executor.ts";
import type { Tensor } from "../../program/tensor.ts";
import type { ReadoutConfig } from "../config.ts";
import type { ParameterTensors } from "../parameter-tensors.ts";
import type { ParameterFacts } from "../parameters.ts";

/** What a loss gets to work on. */
export interface LossContext {
  readonly batch: number;
  readonly configs: readonly ReadoutConfig[];
  /** What `gather` made of the batch, one a readout. */
  readonly gathered: readonly Tensor[];
  readonly parameters: readonly ParameterTensors[];
  /** Parameters of the loss itself, such as a classifier. */
  readonly own: ParameterTensors;
  readonly pieceBytes: number;
}

export interface LossGraph {
  /** Inputs that the targets are fed to. */
  readonly inputs: readonly Tensor[];
  /** Scalar; what training goes down. */
  readonly loss: Tensor;
  /** Further scalars that pooling over batches needs. */
  readonly statistics: Readonly<Record<string, Tensor>>;
}

/** What is left of a batch's loss so that batches can be pooled exactly. */
export type LossStatistics =
  /** `sum` over `count` terms; the pooled loss is the mean of all terms. */
  | { readonly kind: "mean"; readonly sum: number; readonly count: number }
  /** Several such means, added up. */
  | { readonly kind: "means"; readonly terms: readonly { readonly sum: number; readonly count: number }[] }
  /** Moments of the logarithmic depth error over `count` pixels. */
  | { readonly kind: "log-error"; readonly mean: number; readonly squares: number; readonly count: number };

export interface LossFeeds {
  readonly feeds: Feeds;
  /** Number of terms in each of the loss's means. */
  readonly counts: readonly number[];
}

/** A loss as a record of functions: its part of the program, and what the host feeds to that. */
export interface Loss<Targets> {
  readonly parameterFacts: readonly ParameterFacts[];
  graph(context: LossContext): LossGraph;
  /** @param images Number of images in `targets`; at most the batch size. Throws InputError on targets of another size. */
  feeds(targets: Targets, images: number): LossFeeds;
  /** @param counts As `feeds` counted them. */
  statistics(results: Readonly<Record<string, Float32Array>>, counts: readonly number[]): LossStatistics;
}
