import type { Budget } from "../cell/request.ts";
import type { PhaseSeconds } from "./plan.ts";

/** What the pilot found for one readout shape, milliseconds. */
export interface ShapeTimes {
  /** One update, per image of its batch. */
  readonly stepMs: number;
  /** Prediction, per image. */
  readonly predictMs: number;
}

/** What the pilot found for a task's data, milliseconds per image. */
export interface DataTimes {
  readonly targetMs: number;
  /** The metric's part of one test image. */
  readonly measureMs: number;
  readonly verifyMs: number;
  /** Opening the data set, once. */
  readonly openMs: number;
}

/** What the pilot found for one backbone and preparation, milliseconds per image. */
export interface FeatureTimes {
  /** Decoding and preparing. */
  readonly prepareMs: number;
  readonly forwardMs: number;
  /** From the cache. */
  readonly readMs: number;
}

export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface CellWork {
  readonly budget: Budget;
  readonly splits: SplitSizes;
  readonly shape: ShapeTimes;
  readonly data: DataTimes;
  readonly features: FeatureTimes;
  /** Opening the backbone, once a cell. */
  readonly openBackboneMs: number;
  /** Share of the features that the cache cannot hold and that are computed anew at every use, 0 to 1. */
  readonly missShare: number;
}

/** Validations of one training: at every interval and after the last update. */
export function validationCount({ iterations, validationInterval }: Budget): number {
  return validationInterval === null ? 0 : Math.ceil(iterations / validationInterval);
}

/**
 * Expected seconds of one cell whose features are cached. Batches are loaded while the trainer works, so an update takes
 * the longer of the two; the last batch of a pass is filled up and costs as much as a whole one.
 */
export function cellSeconds(work: CellWork): PhaseSeconds {
  const { budget, splits, shape, data, features, openBackboneMs, missShare } = work;
  const { batchSize, iterations } = budget;
  const filled = (images: number) => Math.ceil(images / batchSize) * batchSize;
  const useMs = features.readMs + missShare * (features.prepareMs + features.forwardMs);
  const allImages = splits.train + splits.validation + splits.test;
  const pass = (images: number) => filled(images) * shape.predictMs + images * useMs;
  const targets = Math.min(splits.train, iterations * batchSize) + splits.validation;
  // A miss runs the backbone on the processor that the trainer uses, so the two add up.
  const missMs = useMs - features.readMs;
  const updateMs = batchSize * (Math.max(shape.stepMs, features.readMs) + missMs);
  return {
    load: (data.openMs + allImages * data.verifyMs + openBackboneMs) / 1000,
    training: (iterations * updateMs + targets * data.targetMs) / 1000,
    validation: (validationCount(budget) * pass(splits.validation)) / 1000,
    evaluation: (pass(splits.test) + splits.test * data.measureMs) / 1000,
  };
}

export function totalSeconds({ load, training, validation, evaluation }: PhaseSeconds): number {
  return load + training + validation + evaluation;
}

/**
 * Expected seconds until workers side by side have done everything: the work shared evenly, though none is done before the
 * longest cell and the features that it may have to compute first.
 */
export function sharedSeconds(cells: readonly number[], sets: readonly number[], workers: number): number {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const longest = Math.max(0, ...cells) + Math.max(0, ...sets);
  return Math.max((sum(cells) + sum(sets)) / workers, workers > 1 ? longest : 0);
}

/** Share of a feature set that does not fit the cache; it is evicted before it is used again. */
export function missShareOf(bytes: number, cacheBytes: number): number {
  return bytes <= cacheBytes ? 0 : 1 - cacheBytes / bytes;
}
