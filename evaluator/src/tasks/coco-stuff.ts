import { openCocoStuff } from "../data/coco-stuff.ts";
import { cocoStuffClassNames, cocoStuffClassOfValue, cocoStuffVoid } from "../data/coco-stuff-classes.ts";
import type { LabelMap } from "../data/dataset.ts";
import { outputSize, protocol, type Size, type TaskSizes } from "../protocol.ts";
import { croppedLabels, croppedSquare } from "./coco-crop.ts";
import { labelledPixels, segmentationPart, segmentationScores } from "./segmentation.ts";
import { type ProtocolTask, stackedLabels } from "./task.ts";
import { taskSplits, withSplits } from "./task-splits.ts";

/** The stored value, COCO id - 1, of each class. `[171]` */
const valueOfClass = cocoStuffClassNames.map((_, label) => cocoStuffClassOfValue.indexOf(label));

/**
 * COCO's own numbering is the readout's: output v stands for stored value v, 0 to 181, of which 171 occur; the other 29
 * of the 200 outputs are never right (authors' released code). `[size, size]`
 */
function outputLabels(map: LabelMap, size: Size): Uint8Array {
  return croppedLabels(map, size).map((label) => (label === cocoStuffVoid ? label : valueOfClass[label]));
}

/** COCO-Stuff segmentation: cross-entropy over 200 outputs, mIoU over 171 classes at 224 x 224 (section 4.2). */
export function cocoStuffTask(
  sizes: TaskSizes = protocol["coco-stuff"],
): ProtocolTask<"coco-stuff", LabelMap, Float64Array, Uint8Array> {
  const size = outputSize(sizes);
  const labels = { ignoreLabel: cocoStuffVoid, classOutputs: valueOfClass };
  const labelled = labelledPixels((map) => outputLabels(map, size), cocoStuffVoid);
  return {
    id: "coco-stuff",
    outputs: protocol["coco-stuff"].outputs,
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: croppedSquare(sizes, "bilinear"),
    evidence: { training: labelled, metric: labelled },
    openDataset: async (root, options) => {
      const dataset = await openCocoStuff(root, options);
      return withSplits(dataset, taskSplits("coco-stuff", dataset.splits));
    },
    loss: () => ({ kind: "cross-entropy", ignoreLabel: cocoStuffVoid }),
    target: (map) => outputLabels(map, size),
    batchTargets: stackedLabels,
    measure: ([logits], map) => segmentationPart(logits, outputLabels(map, size), labels),
    summarise: (parts) => {
      const { ce, iou, secondary } = segmentationScores(parts, cocoStuffClassNames);
      return { metrics: { "coco-stuff/ce": ce, "coco-stuff/iou": iou }, secondary };
    },
  };
}
