import type { LabelMap } from "../data/dataset.ts";
import { resizeLabelsNearest } from "../data/resize.ts";
import { openVoc, vocClassNames } from "../data/voc.ts";
import { outputSize, protocol, type TaskSizes } from "../protocol.ts";
import { segmentationPart, segmentationSummary } from "./segmentation.ts";
import { squashed } from "./squashed.ts";
import { stackedLabels, type Task } from "./task.ts";

const ignoreLabel = 255;
const classOutputs = vocClassNames.map((_, index) => index);

/** Pascal VOC 2012 segmentation: 21 classes, cross-entropy, mIoU of one confusion matrix at 224 x 224 (section 4.3). */
export function voc2012Task(sizes: TaskSizes = protocol.voc2012): Task<LabelMap, Float64Array, Uint8Array> {
  const [rows, columns] = outputSize(sizes);
  const outputLabels = (labels: LabelMap) => resizeLabelsNearest(labels, rows, columns).data;
  return {
    id: "voc2012",
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: squashed(sizes.imageSize),
    openDataset: openVoc,
    loss: () => ({ kind: "cross-entropy", ignoreLabel }),
    target: outputLabels,
    batchTargets: stackedLabels,
    measure: ([logits], labels) =>
      segmentationPart(logits, outputLabels(labels), { ignoreLabel, classOutputs }),
    summarise: (parts) => segmentationSummary("voc2012", parts, vocClassNames),
  };
}
