import type { MetricId } from "../contract/index.ts";
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
import type { Summary } from "./task.ts";

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

/** mIoU in percent and cross-entropy in nats, both pooled over the set; per-class IoU as secondary numbers. */
export function segmentationSummary(
  task: "voc2012" | "coco-stuff" | "segmentation",
  parts: readonly Float64Array[],
  classNames: readonly string[],
): Summary {
  const statistics = packStatistics(parts);
  const buffer = new Float64Array(statistics.columnCount);
  const split = 3 * classNames.length;
  const sums = (multiplicity?: Uint32Array) => pooledSums(statistics, multiplicity, buffer);
  const counts = (multiplicity?: Uint32Array) => classCountsOfSums(sums(multiplicity).subarray(0, split));
  const metrics: Partial<Record<MetricId, (multiplicity?: Uint32Array) => number>> = {
    [`${task}/ce`]: (multiplicity?: Uint32Array) => {
      const pooled = sums(multiplicity);
      return pooled[split] / pooled[split + 1];
    },
    [`${task}/iou`]: (multiplicity?: Uint32Array) => 100 * meanIou(counts(multiplicity)),
  };
  const perClass = Array.from(classIou(counts()), (iou, index) => [`iou/${classNames[index]}`, 100 * iou]);
  return {
    metrics,
    secondary: { pixelAccuracy: pixelAccuracy(counts()), ...Object.fromEntries(perClass) },
  };
}
