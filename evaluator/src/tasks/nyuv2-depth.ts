import type { DepthMap } from "../data/dataset.ts";
import { openNyu } from "../data/nyu.ts";
import { resizeChannels } from "../data/resize.ts";
import {
  type DepthCrop,
  depthErrorPart,
  depthErrorPartOfSums,
  depthErrorRow,
  depthErrors,
  eigenCrop,
} from "../math/depth-error.ts";
import { packStatistics, pooledSums } from "../math/sufficient-statistics.ts";
import { depthRange, isTrainingDepth, outputSize, protocol, type Size, type TaskSizes } from "../protocol.ts";
import { definedMean } from "./defined-mean.ts";
import { squashed } from "./squashed.ts";
import type { ProtocolTask, SummaryOf } from "./task.ts";

/** The Eigen crop belongs to 480 x 640 images; others count whole. */
function cropOf({ width, height }: DepthMap): DepthCrop | null {
  return width === 640 && height === 480 ? eigenCrop : null;
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

/**
 * NYUv2 depth: SigLoss on 216 x 288 labels, RMSE in metres at the annotation's own resolution, pooled (section 4.4).
 * `labelSize` is what the loss sees, whatever the backbone is shown.
 */
export function nyuv2DepthTask(
  sizes: TaskSizes = protocol["nyuv2-depth"],
  labelSize: Size = protocol["nyuv2-depth"].imageSize,
): ProtocolTask<"nyuv2-depth", DepthMap, number[], Float32Array> {
  const [rows, columns] = outputSize(sizes);
  return {
    id: "nyuv2-depth",
    outputs: protocol["nyuv2-depth"].outputs,
    outputBias: 1,
    queryGrid: sizes.queryGrid,
    preparation: squashed(sizes.imageSize),
    evidence: {
      training: {
        what: `two pixels with a depth of ${depthRange.minDepthMeters} to ${depthRange.maxDepthMeters} m`,
        isIn: (depth) => lossLabels(depth, labelSize).filter(isTrainingDepth).length >= 2,
      },
      metric: {
        what: `a pixel with a depth of ${depthRange.minDepthMeters} to ${depthRange.maxDepthMeters} m where errors are measured`,
        isIn: (truth) => {
          const range = { ...depthRange, crop: cropOf(truth) };
          return depthErrorPart(truth.depthMeters, truth.depthMeters, truth.width, range).validPixels > 0;
        },
      },
    },
    openDataset: openNyu,
    loss: () => ({ kind: "siglog", labelSize }),
    target: (depth) => lossLabels(depth, labelSize),
    batchTargets: stackedDepth,
    measure: ([output], truth) => {
      const depth = resizeChannels(output, 1, rows, columns, truth.height, truth.width, "bilinear");
      const range = { ...depthRange, crop: cropOf(truth) };
      return depthErrorRow(depthErrorPart(depth, truth.depthMeters, truth.width, range));
    },
    summarise,
  };
}

function summarise(parts: readonly number[][]): SummaryOf<"nyuv2-depth"> {
  const statistics = packStatistics(parts);
  const pooled = (multiplicity?: Uint32Array) =>
    depthErrors(depthErrorPartOfSums(pooledSums(statistics, multiplicity)));
  const perImage = parts.map((row) => depthErrors(depthErrorPartOfSums(row)).rmseMeters);
  const { absRel, delta1 } = pooled();
  return {
    metrics: { "nyuv2-depth/rmse": (multiplicity) => pooled(multiplicity).rmseMeters },
    secondary: { rmseMeanOfImages: definedMean(perImage), absRel, delta1 },
  };
}
