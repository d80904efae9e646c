import type { LabelMap } from "../data/dataset.ts";
import { openVoc, vocClassNames } from "../data/voc.ts";
import { protocol, type TaskSizes } from "../protocol.ts";
import { squashedSegmentation } from "./squashed-segmentation.ts";
import type { ProtocolTask } from "./task.ts";

/** Pascal VOC 2012 segmentation: 21 classes, cross-entropy, mIoU of one confusion matrix at 224 x 224 (section 4.3). */
export function voc2012Task(
  sizes: TaskSizes = protocol.voc2012,
): ProtocolTask<LabelMap, Float64Array, Uint8Array> {
  return { ...squashedSegmentation("voc2012", vocClassNames, sizes), openDataset: openVoc };
}
