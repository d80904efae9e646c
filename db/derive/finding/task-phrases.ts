import type { Category, TaskId } from "#contract/tasks";

/** What a backbone's features are for in a task, in a sentence: "X separates instances best", "X leads in boundaries". */
export const taskPhrases: Readonly<Record<TaskId, { readonly does: string; readonly noun: string }>> = {
  "instance-discrimination": { does: "separates instances", noun: "instance discrimination" },
  boundaries: { does: "finds boundaries", noun: "boundaries" },
  "object-detection": { does: "detects objects", noun: "object detection" },
  voc2012: { does: "labels Pascal VOC", noun: "Pascal VOC" },
  "coco-stuff": { does: "labels COCO-Stuff", noun: "COCO-Stuff" },
  "nyuv2-depth": { does: "estimates depth", noun: "depth" },
  segmentation: { does: "segments", noun: "segmentation" },
  depth: { does: "estimates depth", noun: "depth" },
};

/** A category where there is room for one word. */
export const categoryNouns: Readonly<Record<Category, string>> = {
  "instance awareness": "instances",
  "local semantics": "semantics",
  "spatial understanding": "depth",
};

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "six"; from eleven on in digits. */
export const numberWord = (count: number): string => numbers[count] ?? String(count);
