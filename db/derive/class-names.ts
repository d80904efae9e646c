import type { TaskId } from "#contract";
import { classOf } from "./class-scores.ts";

/** Classes whose names in the data sets' own lists are run together or in lower case; all others are words as they are. */
const asWords: Partial<Record<TaskId, Readonly<Record<string, string>>>> = {
  voc2012: { diningtable: "dining table", pottedplant: "potted plant", tvmonitor: "TV monitor" },
  "coco-stuff": { playingfield: "playing field", tv: "TV", waterdrops: "water drops" },
};

/** The name of a task's class as people write it, from the name in its data set; people's own classes are shown as they named them. */
export const classAsWords = (task: TaskId, name: string): string => asWords[task]?.[name] ?? name;

/** A further number of a result in words: `iou/tvmonitor` is "IoU of TV monitor". */
export function secondaryAsWords(task: TaskId, name: string): string {
  const className = classOf(name);
  return className === null ? name : `IoU of ${classAsWords(task, className)}`;
}
