import type { LabelMap } from "../data/dataset.ts";
import { openVoc, vocClassNames } from "../data/voc.ts";
import { protocol, type TaskSizes } from "../protocol.ts";
import { squashedSegmentation } from "./squashed-segmentation.ts";
import type { ProtocolTask } from "./task.ts";

/** Pascal VOC 2012 segmentation: 21 classes, cross-entropy, mIoU of one confusion matrix at 224 x 224 (section 4.3). */
export function voc2012Task(
  sizes: TaskSizes = protocol.voc2012,
): ProtocolTask<"voc2012", LabelMap, Float64Array, Uint8Array> {
  const task = squashedSegmentation({
    id: "voc2012",
    classNames: vocClassNames,
    sizes,
    metrics: ({ ce, iou }) => ({ "voc2012/ce": ce, "voc2012/iou": iou }),
  });
  return { ...task, openDataset: openVoc };
}
