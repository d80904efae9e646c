import type { LabelledDataset, LabelMap } from "../data/dataset.ts";
import { resizeLabelsNearest } from "../data/resize.ts";
import { outputSize, type TaskSizes } from "../protocol.ts";
import {
  labelledPixels,
  type SegmentationScores,
  segmentationPart,
  segmentationScores,
} from "./segmentation.ts";
import { squashed } from "./squashed.ts";
import { type SummaryOf, stackedLabels, type TaskOf } from "./task.ts";

const ignoreLabel = 255;

export interface SquashedSegmentation<Id extends "voc2012" | "segmentation"> {
  readonly id: Id;
  readonly classNames: LabelledDataset["classNames"];
  readonly sizes: TaskSizes;
  /** The scores by the task's own names. */
  readonly metrics: (scores: SegmentationScores) => SummaryOf<Id>["metrics"];
}

/** Whole images squashed, an output a class: cross-entropy, mIoU of one confusion matrix at the output's size. */
export function squashedSegmentation<Id extends "voc2012" | "segmentation">({
  id,
  classNames,
  sizes,
  metrics,
}: SquashedSegmentation<Id>): TaskOf<Id, LabelMap, Float64Array, Uint8Array> {
  const [rows, columns] = outputSize(sizes);
  const classOutputs = classNames.map((_, index) => index);
  // As the released code does with Pillow: a quarter of a pixel beside it, 1 % of the labels differ.
  const outputLabels = (labels: LabelMap) => resizeLabelsNearest(labels, rows, columns, "nearest-exact").data;
  const labelled = labelledPixels(outputLabels, ignoreLabel);
  return {
    id,
    outputs: [classNames.length],
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: squashed(sizes.imageSize),
    evidence: { training: labelled, metric: labelled },
    loss: () => ({ kind: "cross-entropy", ignoreLabel }),
    target: outputLabels,
    batchTargets: stackedLabels,
    measure: ([logits], labels) =>
      segmentationPart(logits, outputLabels(labels), { ignoreLabel, classOutputs }),
    summarise: (parts) => {
      const scores = segmentationScores(parts, classNames);
      return { metrics: metrics(scores), secondary: scores.secondary };
    },
  };
}
