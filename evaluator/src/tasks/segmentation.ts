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

/**
 * One image's sufficient statistics: intersection, prediction and label counts of each class, then the summed
 * cross-entropy and the number of valid pixels. `logits` `[classCount, H * W]`; `labels` `[H * W]`; `[3 * classCount + 2]`
 */
export function segmentationPart(
  logits: Float32Array,
  labels: Uint8Array,
  classCount: number,
  ignoreLabel: number,
): Float64Array {
  const predictions = argMaxClass(logits, classCount, labels.length);
  const entropy = crossEntropy(logits, labels, classCount, ignoreLabel);
  const counts = classCountsRow(countClasses(labels, predictions, classCount, ignoreLabel));
  return Float64Array.from([...counts, entropy.sum, entropy.validPixels]);
}

/** mIoU in percent and cross-entropy in nats, both pooled over the set; per-class IoU as secondary numbers. */
export function segmentationSummary(
  task: "voc2012" | "coco-stuff",
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
