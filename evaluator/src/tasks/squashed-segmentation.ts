import type { LabelledDataset, LabelMap } from "../data/dataset.ts";
import { resizeLabelsNearest } from "../data/resize.ts";
import { outputSize, type TaskSizes } from "../protocol.ts";
import { segmentationPart, segmentationSummary } from "./segmentation.ts";
import { squashed } from "./squashed.ts";
import { stackedLabels, type Task } from "./task.ts";

const ignoreLabel = 255;

/** Whole images squashed, an output a class: cross-entropy, mIoU of one confusion matrix at the output's size. */
export function squashedSegmentation<Id extends "voc2012" | "segmentation">(
  id: Id,
  classNames: LabelledDataset["classNames"],
  sizes: TaskSizes,
): Task<LabelMap, Float64Array, Uint8Array> & { readonly id: Id } {
  const [rows, columns] = outputSize(sizes);
  const classOutputs = classNames.map((_, index) => index);
  const outputLabels = (labels: LabelMap) => resizeLabelsNearest(labels, rows, columns).data;
  return {
    id,
    outputs: [classNames.length],
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: squashed(sizes.imageSize),
    loss: () => ({ kind: "cross-entropy", ignoreLabel }),
    target: outputLabels,
    batchTargets: stackedLabels,
    measure: ([logits], labels) =>
      segmentationPart(logits, outputLabels(labels), { ignoreLabel, classOutputs }),
    summarise: (parts) => segmentationSummary(id, parts, classNames),
  };
}
