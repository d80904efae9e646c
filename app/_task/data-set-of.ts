import type { ProtocolTaskId } from "#contract";
import { type DataSetId, dataSets } from "../_shell/elsewhere.ts";

const names: Readonly<Record<ProtocolTaskId, DataSetId>> = {
  "instance-discrimination": "coco",
  boundaries: "coco",
  "object-detection": "coco",
  voc2012: "voc",
  "coco-stuff": "cocoStuff",
  "nyuv2-depth": "nyu",
};

/** The data set that a task is measured on. */
export const dataSetOf = (task: ProtocolTaskId) => dataSets[names[task]];
