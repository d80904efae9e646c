import type { LabelMap } from "../data/dataset.ts";
import {
  classCountsOfSums,
  classCountsRow,
  classIou,
  countClasses,
  meanIou,
  pixelAccuracy,
} from "../math/confusion-matrix.ts";
import { argMaxClass, crossEntropy } from "../math/cross-entropy.ts";
import { packStatistics, pooledSums } from "../math/sufficient-statistics.ts";
import type { Evidence, Metric, Summary } from "./task.ts";

export interface SegmentationLabels {
  readonly ignoreLabel: number;
  /** The output, and label, that stands for each class; further outputs are nobody's. */
  readonly classOutputs: ArrayLike<number>;
}

/**
 * One image's sufficient statistics: intersection, prediction and label counts of each class, then the summed
 * cross-entropy over all outputs and the number of valid pixels. A pixel whose greatest output is nobody's misses its
 * label and is no class's prediction. `logits` `[outputs, H * W]`; `labels` `[H * W]`; gives `[3 * classes + 2]`
 */
export function segmentationPart(
  logits: Float32Array,
  labels: Uint8Array,
  { ignoreLabel, classOutputs }: SegmentationLabels,
): Float64Array {
  const outputCount = logits.length / labels.length;
  const predictions = argMaxClass(logits, outputCount, labels.length);
  const entropy = crossEntropy(logits, labels, outputCount, ignoreLabel);
  const counts = countClasses(labels, predictions, outputCount, ignoreLabel);
  const ofClasses = (all: Float64Array) => Float64Array.from(classOutputs, (output) => all[output]);
  const row = classCountsRow({
    intersection: ofClasses(counts.intersection),
    prediction: ofClasses(counts.prediction),
    label: ofClasses(counts.label),
  });
  return Float64Array.from([...row, entropy.sum, entropy.validPixels]);
}

/** Loss and metric of segmentation look at labelled pixels alone. */
export function labelledPixels(
  outputLabels: (map: LabelMap) => Uint8Array,
  ignoreLabel: number,
): Evidence<LabelMap> {
  return {
    what: `pixels with a label other than ${ignoreLabel}`,
    isIn: (map) => outputLabels(map).some((label) => label !== ignoreLabel),
  };
}

/** What segmentation measures of a test set; each task gives the metrics its own names. */
export interface SegmentationScores {
  /** Cross-entropy in nats, pooled over the set. */
  readonly ce: Metric;
  /** mIoU in percent, of one confusion matrix over the set. */
  readonly iou: Metric;
  readonly secondary: Summary["secondary"];
}

/** `secondary`: per-class IoU. */
export function segmentationScores(
  parts: readonly Float64Array[],
  classNames: readonly string[],
): SegmentationScores {
  const statistics = packStatistics(parts);
  const buffer = new Float64Array(statistics.columnCount);
  const split = 3 * classNames.length;
  const sums = (multiplicity?: Uint32Array) => pooledSums(statistics, multiplicity, buffer);
  const counts = (multiplicity?: Uint32Array) => classCountsOfSums(sums(multiplicity).subarray(0, split));
  const perClass = Array.from(classIou(counts()), (iou, index) => [`iou/${classNames[index]}`, 100 * iou]);
  return {
    ce: (multiplicity) => {
      const pooled = sums(multiplicity);
      return pooled[split] / pooled[split + 1];
    },
    iou: (multiplicity) => 100 * meanIou(counts(multiplicity)),
    secondary: { pixelAccuracy: pixelAccuracy(counts()), ...Object.fromEntries(perClass) },
  };
}
