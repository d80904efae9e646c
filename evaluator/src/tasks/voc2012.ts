import type { LabelMap } from "../data/dataset.ts";
import { resizeLabelsNearest } from "../data/resize.ts";
import { openVoc, vocClassNames } from "../data/voc.ts";
import { protocol } from "../protocol.ts";
import { segmentationPart, segmentationSummary } from "./segmentation.ts";
import { squashed } from "./squashed.ts";
import { stackedLabels, type Task } from "./task.ts";

const { imageSize } = protocol.voc2012;
const ignoreLabel = 255;
const classOutputs = vocClassNames.map((_, index) => index);

function outputLabels(labels: LabelMap): Uint8Array {
  return resizeLabelsNearest(labels, imageSize[0], imageSize[1]).data;
}

/** Pascal VOC 2012 segmentation: 21 classes, cross-entropy, mIoU of one confusion matrix at 224 x 224 (section 4.3). */
export const voc2012: Task<LabelMap, Float64Array, Uint8Array> = {
  id: "voc2012",
  outputBias: 0,
  preparation: squashed(imageSize),
  openDataset: openVoc,
  loss: () => ({ kind: "cross-entropy", ignoreLabel }),
  target: outputLabels,
  batchTargets: stackedLabels,
  measure: ([logits], labels) =>
    segmentationPart(logits, outputLabels(labels), { ignoreLabel, classOutputs }),
  summarise: (parts) => segmentationSummary("voc2012", parts, vocClassNames),
};
