import {
  depthImageSize,
  type ownTaskId,
  type ProtocolVersion,
  type TaskId,
  type TrainingProtocol,
  trainingProtocol,
} from "./contract/index.ts";

/**
 * The protocol as data; how long each task trains is in `contract/training-protocol.ts`. Each value's source: [paper] the paper's text or Table A.1; [code] the authors' released code;
 * [ours] our decision, reasons in PROTOCOL.md. Raise the version with any change that changes numbers.
 */
export const protocolVersion = "2" satisfies ProtocolVersion;

/** Rows and columns, pixels or cells. */
export type Size = readonly [rows: number, columns: number];

/** Sizes that a variant may change. */
export interface TaskSizes {
  /** Image as the task shows it, before it is taken to the backbone's input size. */
  readonly imageSize: Size;
  /** Where an image is cut out larger than it is shown [paper, 4.2 and 4.3; code]: at the size of its labels. */
  readonly cropSize?: Size;
  /** [paper, A.1] "base size": queries, an eighth of the output, which the labels are brought to. */
  readonly queryGrid: Size;
}

export interface TaskProtocol extends TaskSizes, TrainingProtocol {
  /** Channels of each readout; object detection has two complete readouts [code]. */
  readonly outputs: readonly number[];
  /** Channels of the upsampling CNN where they don't follow from the outputs [code, confirmed by Table 4]. */
  readonly cnnChannels?: number;
}

/** The outputs of own data are its classes, one each. */
export type OwnTaskProtocol = Omit<TaskProtocol, "outputs">;

/** Squashed images, a class a pixel: Pascal VOC's, which own data is trained and scored by too [ours]. */
const squashedSegmentation: TaskSizes = { imageSize: [224, 224], queryGrid: [28, 28] };

/** Squashed images, a depth a pixel: NYUv2's, which own data is trained and scored by too [ours]. */
const squashedDepth = { imageSize: depthImageSize, queryGrid: [28, 28], outputs: [1] } as const;

export const protocol: {
  readonly [Id in TaskId]: Id extends typeof ownTaskId ? OwnTaskProtocol : TaskProtocol;
} = {
  "instance-discrimination": {
    ...trainingProtocol["instance-discrimination"],
    imageSize: [224, 224],
    queryGrid: [28, 28],
    outputs: [32],
  },
  boundaries: {
    ...trainingProtocol.boundaries,
    cropSize: [448, 448],
    imageSize: [224, 224],
    queryGrid: [56, 56],
    outputs: [1],
  },
  "object-detection": {
    ...trainingProtocol["object-detection"],
    cropSize: [448, 448],
    imageSize: [224, 224],
    queryGrid: [56, 56],
    outputs: [1, 2],
  },
  voc2012: { ...trainingProtocol.voc2012, ...squashedSegmentation, outputs: [21] },
  "coco-stuff": {
    ...trainingProtocol["coco-stuff"],
    imageSize: [224, 224],
    queryGrid: [28, 28],
    outputs: [200],
    cnnChannels: 32,
  },
  "nyuv2-depth": { ...trainingProtocol["nyuv2-depth"], ...squashedDepth },
  segmentation: { ...trainingProtocol.segmentation, ...squashedSegmentation },
  depth: { ...trainingProtocol.depth, ...squashedDepth },
};

/**
 * The "higher" resolution: the image that the backbone gets is larger [paper, A.2]. Readout, labels and metric stay as
 * they are, so that the numbers compare [ours].
 */
export const higherResolution: Partial<Record<TaskId, Pick<TaskSizes, "imageSize">>> = {
  voc2012: { imageSize: [448, 448] },
  segmentation: { imageSize: [448, 448] }, // [ours]
  "nyuv2-depth": { imageSize: [432, 576] },
  depth: { imageSize: [432, 576] }, // [ours]
};

/**
 * Widths of the baselines over their range of parameters (Fig. 6); 48 is the released code's, the figure prints no others
 * [ours: 10 to 750 thousand parameters on 768 channels].
 */
export const baselineDims: readonly number[] = [12, 24, 48, 96, 192];

/** Rows and columns of a readout's output, pixels. */
export function outputSize({ queryGrid: [rows, columns] }: Pick<TaskSizes, "queryGrid">): Size {
  return [8 * rows, 8 * columns];
}

/** Box that thick boundaries are dilated by, pixels: floor(size / 100), 4 at the crop's 448 [code]; at least 1 [ours]. */
export function boundaryDilation([rows, columns]: Size): Size {
  const box = (side: number) => Math.max(1, Math.floor(side / 100));
  return [box(rows), box(columns)];
}

/**
 * Depths that count, metres [code]: the metric leaves both limits out, the loss takes the upper one in (DINOv2's SigLoss).
 */
export const depthRange: DepthLimits = { minDepthMeters: 0.001, maxDepthMeters: 10 };

/** Metres. Of own data the user says the upper limit. */
export interface DepthLimits {
  readonly minDepthMeters: number;
  readonly maxDepthMeters: number;
}

/** Does the loss see this depth? Not if it is NaN, either. */
export const isTrainingDepth = (
  meters: number,
  { minDepthMeters, maxDepthMeters }: DepthLimits = depthRange,
): boolean => meters > minDepthMeters && meters <= maxDepthMeters;

/** Instance discrimination beyond what all tasks have. */
export const instanceDiscrimination = {
  /** Pixels of each training image that a step looks at: 1,024 of a batch of 32 [ours; the code's share is unpublished]. */
  samplesPerImage: 32,
  /** Embeddings are clustered at this size [code]. */
  clusterSize: [112, 112] as Size,
  /** A test image has at least so many annotations [paper, 4.1] above an area, square pixels of the original image [code]. */
  testInstances: 3,
  testInstanceArea: 15_000,
} as const;

interface Published {
  readonly least: number;
  readonly most: number;
}
const exactly = (count: number): Published => ({ least: count, most: count });

/** What is published of the images that a task makes of an official data set, by the names of the found numbers. */
export const publishedCounts: Partial<
  Record<TaskId, { readonly testImages?: Published; readonly boundaryShare?: Published }>
> = {
  "instance-discrimination": { testImages: exactly(754) }, // [paper, 4.1]
  // [paper, Table 3] 7.0 % of all pixels: the untrained backbone's cross-entropy of 0.2544 is that of such a share.
  boundaries: { boundaryShare: { least: 0.065, most: 0.075 } },
  "nyuv2-depth": { testImages: exactly(654) }, // [code]
};

/** Iterations of a smoke run where nothing else is asked for. */
export const smokeIterations = 100;
