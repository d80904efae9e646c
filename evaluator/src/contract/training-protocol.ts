import type { TaskId } from "./tasks.ts";

/**
 * How long and on how much each task trains, which the site checks of every upload as the evaluator runs by it. Sources are
 * marked as in `protocol.ts`, which adds sizes and outputs. Imports nothing.
 */

/** Versions that results may be of, the newest last. */
export const protocolVersions = ["1", "2"] as const;
export type ProtocolVersion = (typeof protocolVersions)[number];

export interface TrainingProtocol {
  /** [paper, A.1] */
  readonly iterations: number;
  readonly batchSize: number;
  /** [paper, A.1] 0.001 in the table and the code; the text's 0.002 for boundaries and depth is a variant. */
  readonly learningRate: number;
  /** [paper, A.1] decoupled, as the code has it: AdamW. */
  readonly weightDecay: number;
  /** [paper, A.1] iterations between validations; null: none, the last step is kept. */
  readonly validationInterval: number | null;
  /**
   * The task takes the first so many of the data set's training and of its validation images; null: all. COCO's
   * validation images are the last tenth of train2017, of which 500 keep validation cheap [code for COCO-Stuff, ours].
   */
  readonly trainImages: number | null;
  readonly validationImages: number | null;
}

const common = {
  batchSize: 32,
  learningRate: 0.001,
  weightDecay: 0.01,
  trainImages: null,
  validationImages: null,
} as const;

const squashedSegmentation: TrainingProtocol = { ...common, iterations: 6000, validationInterval: 250 };
const squashedDepth: TrainingProtocol = { ...common, iterations: 3000, validationInterval: 100 };

export const trainingProtocol: Readonly<Record<TaskId, TrainingProtocol>> = {
  "instance-discrimination": {
    ...common,
    iterations: 20_000,
    validationInterval: null,
    // 8,000 [paper, 4.1]; the first ones by id [ours].
    trainImages: 8000,
    validationImages: 0,
  },
  boundaries: {
    ...common,
    iterations: 10_000,
    validationInterval: 250,
    trainImages: 5000, // [code]
    validationImages: 500,
  },
  "object-detection": {
    ...common,
    iterations: 20_000,
    validationInterval: 1000,
    trainImages: 100_000, // [code]
    validationImages: 500,
  },
  voc2012: squashedSegmentation,
  "coco-stuff": {
    ...common,
    iterations: 20_000,
    validationInterval: 250,
    trainImages: 100_000, // [paper, 4.1]
    validationImages: 500,
  },
  "nyuv2-depth": squashedDepth,
  // Own data [ours].
  segmentation: squashedSegmentation,
  depth: squashedDepth,
};

/** The numbers of a version; in the first, detection trained on all of its images. */
export function trainingProtocolOf(task: TaskId, version: ProtocolVersion): TrainingProtocol {
  const newest = trainingProtocol[task];
  return version === "1" && task === "object-detection" ? { ...newest, trainImages: null } : newest;
}

/** A smoke run trains briefly on small batches: enough to see that everything works, never ranked with full runs. */
export const smokeBatchSize = 4;
/** Validations of a training that is shorter than the protocol's. */
export const leastValidations = 4;

/** Of a training of any length: validates, where the task does, a few times however short it is. */
export function shortenedInterval(task: TaskId, iterations: number): number | null {
  const { validationInterval: usual } = trainingProtocol[task];
  return usual === null ? null : Math.min(usual, Math.max(1, Math.floor(iterations / leastValidations)));
}
