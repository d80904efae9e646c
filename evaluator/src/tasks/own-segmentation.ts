import { ownTaskId } from "../contract/index.ts";
import type { LabelledDataset, LabelMap } from "../data/dataset.ts";
import type { TaskSizes } from "../protocol.ts";
import { squashedSegmentation } from "./squashed-segmentation.ts";
import type { TaskOf } from "./task.ts";

/** The user's own images and classes, trained and scored as Pascal VOC is (PROTOCOL.md). */
export function ownSegmentationTask(
  classNames: LabelledDataset["classNames"],
  sizes: TaskSizes,
): TaskOf<typeof ownTaskId, LabelMap, Float64Array, Uint8Array> {
  return squashedSegmentation({
    id: ownTaskId,
    classNames,
    sizes,
    metrics: ({ ce, iou }) => ({ "segmentation/ce": ce, "segmentation/iou": iou }),
  });
}
