import type { DepthMap } from "../data/dataset.ts";
import { resizeChannels } from "../data/resize.ts";
import {
  type DepthCrop,
  type DepthErrors,
  depthErrorPart,
  depthErrorPartOfSums,
  depthErrorRow,
  depthErrors,
} from "../math/depth-error.ts";
import { packStatistics, pooledSums } from "../math/sufficient-statistics.ts";
import {
  type DepthLimits,
  isTrainingDepth,
  outputSize,
  protocol,
  type Size,
  type TaskSizes,
} from "../protocol.ts";
import { definedMean } from "./defined-mean.ts";
import { squashed } from "./squashed.ts";
import type { Summary, Task } from "./task.ts";

export interface DepthTaskOptions {
  readonly sizes: TaskSizes;
  /** What the loss sees, whatever the backbone is shown. */
  readonly labelSize: Size;
  /** Depths that count. */
  readonly limits: DepthLimits;
  /** Where errors are measured; null: in the whole image. */
  readonly cropOf: (truth: DepthMap) => DepthCrop | null;
}

/**
 * Depth at the loss's resolution, of the pixels whose centres are nearest: an average across an object's outline is a
 * depth that is nowhere in the scene, and corners in their place lie half a pixel beside it (our decision, PROTOCOL.md).
 */
function lossLabels({ depthMeters, width, height }: DepthMap, [rows, columns]: Size): Float32Array {
  return resizeChannels(depthMeters, 1, height, width, rows, columns, "nearest-exact");
}

function stackedDepth(images: readonly Float32Array[]): Float32Array {
  const stacked = new Float32Array(images.length * images[0].length);
  for (const [place, image] of images.entries()) stacked.set(image, place * image.length);
  return stacked;
}

/** Depth of squashed images: SigLoss on `labelSize`, errors in metres at the annotation's own resolution. */
export function depthRecord({
  sizes,
  labelSize,
  limits,
  cropOf,
}: DepthTaskOptions): Omit<Task<DepthMap, number[], Float32Array>, "id" | "loss" | "summarise"> {
  const [rows, columns] = outputSize(sizes);
  const inWords = `${limits.minDepthMeters} to ${limits.maxDepthMeters} m`;
  return {
    outputs: protocol["nyuv2-depth"].outputs,
    outputBias: 1,
    queryGrid: sizes.queryGrid,
    preparation: squashed(sizes.imageSize),
    evidence: {
      training: {
        what: `two pixels with a depth of ${inWords}`,
        isIn: (depth) => {
          return lossLabels(depth, labelSize).filter((meters) => isTrainingDepth(meters, limits)).length >= 2;
        },
      },
      metric: {
        what: `a pixel with a depth of ${inWords} where errors are measured`,
        isIn: (truth) => {
          const range = { ...limits, crop: cropOf(truth) };
          return depthErrorPart(truth.depthMeters, truth.depthMeters, truth.width, range).validPixels > 0;
        },
      },
    },
    target: (depth) => lossLabels(depth, labelSize),
    batchTargets: stackedDepth,
    measure: ([output], truth) => {
      const depth = resizeChannels(output, 1, rows, columns, truth.height, truth.width, "bilinear");
      const range = { ...limits, crop: cropOf(truth) };
      return depthErrorRow(depthErrorPart(depth, truth.depthMeters, truth.width, range));
    },
  };
}

export interface DepthSummary extends Pick<Summary, "secondary"> {
  /** Errors over all pixels of the images, each as often as it counts. */
  pooled(multiplicity?: Uint32Array): DepthErrors;
}

export function depthSummary(parts: readonly number[][]): DepthSummary {
  const statistics = packStatistics(parts);
  const pooled = (multiplicity?: Uint32Array) =>
    depthErrors(depthErrorPartOfSums(pooledSums(statistics, multiplicity)));
  const perImage = parts.map((row) => depthErrors(depthErrorPartOfSums(row)).rmseMeters);
  const { absRel, delta1 } = pooled();
  return { pooled, secondary: { rmseMeanOfImages: definedMean(perImage), absRel, delta1 } };
}
