import { z } from "zod";
import { adjustedRandIndex, foregroundIndices } from "../../math/adjusted-rand-index.ts";
import { boundaryIou, boundaryPart, boundaryPartOfSums, boundaryRow } from "../../math/boundary.ts";
import {
  classCountsOfSums,
  classCountsRow,
  classIou,
  countClasses,
  meanIou,
  pixelAccuracy,
} from "../../math/confusion-matrix.ts";
import { argMaxClass, crossEntropy } from "../../math/cross-entropy.ts";
import {
  type DepthErrors,
  depthErrorPart,
  depthErrorPartOfSums,
  depthErrorRow,
  depthErrors,
} from "../../math/depth-error.ts";
import { packStatistics, pooledSums } from "../../math/sufficient-statistics.ts";
import { type Comparison, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const semanticSegmentation = z.strictObject({
  num_classes: z.number().int().positive(),
  ignore: z.number().int(),
  images: z.array(
    z.union([
      z.strictObject({ label: encodedArray, pred: encodedArray }),
      z.strictObject({ label: encodedArray, logits: encodedArray }),
    ]),
  ),
});

/** Pooled IoU from per-image counts, exactly as the evaluator accumulates them. */
export function checkSemanticSegmentation(input: unknown, expected: unknown): Comparison {
  const { num_classes: classCount, ignore, images } = semanticSegmentation.parse(input);
  let entropySum = 0;
  let entropyPixels = 0;
  const rows = images.map((image) => {
    const labels = image.label.data;
    if ("pred" in image) return classCountsRow(countClasses(labels, image.pred.data, classCount, ignore));
    const part = crossEntropy(image.logits.data, labels, classCount, ignore);
    entropySum += part.sum;
    entropyPixels += part.validPixels;
    const predictions = argMaxClass(image.logits.data, classCount, labels.length);
    return classCountsRow(countClasses(labels, predictions, classCount, ignore));
  });
  const counts = classCountsOfSums(pooledSums(packStatistics(rows)));
  const hasLogits = images.some((image) => "logits" in image);
  return compare(
    expected,
    {
      n_valid: counts.label.reduce((sum, count) => sum + count, 0),
      intersection: counts.intersection,
      pred_count: counts.prediction,
      label_count: counts.label,
      iou: classIou(counts),
      miou: meanIou(counts),
      pixel_accuracy: pixelAccuracy(counts),
      ...(hasLogits ? { ce: entropySum / entropyPixels, ce_sum: entropySum } : {}),
    },
    { exact: ["n_valid", "intersection", "pred_count", "label_count"] },
  );
}

const boundary = z.strictObject({
  images: z.array(z.strictObject({ logits: encodedArray, target: encodedArray })),
});

export function checkBoundary(input: unknown, expected: unknown): Comparison {
  const parts = boundary
    .parse(input)
    .images.map(({ logits, target }) => boundaryPart(logits.data, target.data));
  const pooled = boundaryPartOfSums(pooledSums(packStatistics(parts.map(boundaryRow))));
  const perImage = parts.map(boundaryIou);
  return compare(
    expected,
    {
      tp: pooled.truePositives,
      fp: pooled.falsePositives,
      fn: pooled.falseNegatives,
      iou_pooled: boundaryIou(pooled),
      iou_per_image: perImage,
      iou_mean: meanOfDefined(perImage),
      bce_pooled: pooled.crossEntropySum / pooled.pixels,
      bce_mean_of_images: meanOfDefined(parts.map((part) => part.crossEntropySum / part.pixels)),
    },
    { exact: ["tp", "fp", "fn"] },
  );
}

const depth = z.strictObject({
  min_depth: z.number(),
  max_depth: z.number(),
  crop: z.strictObject({ row0: z.number(), row1: z.number(), col0: z.number(), col1: z.number() }).nullable(),
  images: z.array(z.strictObject({ pred: encodedArray, gt: encodedArray, mask: encodedArray.optional() })),
});

export function checkDepth(input: unknown, expected: unknown): Comparison {
  const { min_depth, max_depth, crop, images } = depth.parse(input);
  const range = {
    minDepthMeters: min_depth,
    maxDepthMeters: max_depth,
    crop: crop && { rowStart: crop.row0, rowEnd: crop.row1, columnStart: crop.col0, columnEnd: crop.col1 },
  };
  const parts = images.map(({ pred, gt, mask }) =>
    depthErrorPart(pred.data, gt.data, gt.shape[1], range, mask?.data),
  );
  const pooledPart = depthErrorPartOfSums(pooledSums(packStatistics(parts.map(depthErrorRow))));
  const pooled = depthErrors(pooledPart);
  const perImage = parts.map(depthErrors);
  // An image without a valid pixel has no error; one with an undefined prediction makes the mean undefined.
  const withPixels = perImage.filter((_, i) => parts[i].validPixels > 0);
  const report = (error: (errors: DepthErrors) => number) => ({
    pooled: error(pooled),
    per_image: perImage.map(error),
    mean: withPixels.reduce((sum, errors) => sum + error(errors), 0) / withPixels.length,
  });
  return compare(
    expected,
    {
      n_valid: pooledPart.validPixels,
      rmse: report((errors) => errors.rmseMeters),
      abs_rel: report((errors) => errors.absRel),
      delta1: report((errors) => errors.delta1),
    },
    { exact: ["n_valid"] },
  );
}

const rand = z.strictObject({
  labels_true: encodedArray,
  labels_pred: encodedArray,
  background: z.number().nullable(),
});

export function checkAdjustedRandIndex(input: unknown, expected: unknown): Comparison {
  const { labels_true, labels_pred, background } = rand.parse(input);
  const pixels =
    background === null
      ? Uint32Array.from(labels_true.data, (_, i) => i)
      : foregroundIndices(labels_true.data, background);
  const truth = Uint32Array.from(pixels, (i) => labels_true.data[i]);
  const prediction = Int32Array.from(pixels, (i) => labels_pred.data[i]);
  const computed = { ari: adjustedRandIndex(truth, prediction), n: pixels.length };
  return compare(expected, computed, { exact: ["n"] });
}

function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
