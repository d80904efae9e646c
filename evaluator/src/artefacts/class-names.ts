import type { TaskId } from "../contract/index.ts";
import { cocoStuffUnusedValues, cocoStuffValues } from "../data/coco-stuff-classes.ts";
import { vocClassNames } from "../data/voc.ts";

const isUnused = (value: number): boolean => cocoStuffUnusedValues.some((unused) => unused === value);

/**
 * Name of what each output of a class task stands for, as the data set has it; null: nothing. No list: the task has no
 * classes.
 *
 * @param own the user's own classes, of the task on own images
 */
export function outputNames(task: TaskId, own: readonly string[] | null): readonly (string | null)[] | null {
  switch (task) {
    case "voc2012":
      return vocClassNames;
    case "coco-stuff":
      return cocoStuffValues.map((name, value) => (isUnused(value) ? null : name));
    case "segmentation":
      return own ?? [];
    default:
      return null;
  }
}
