import type { TaskId } from "../contract/index.ts";
import { InputError } from "../input-error.ts";
import { boundaries } from "./boundaries.ts";
import { cocoStuff } from "./coco-stuff.ts";
import { instanceDiscrimination } from "./instance-discrimination.ts";
import { nyuv2Depth } from "./nyuv2-depth.ts";
import { objectDetection } from "./object-detection.ts";
import type { Task } from "./task.ts";
import { voc2012 } from "./voc2012.ts";

/** Every task that can be run, in the contract's order. A new task is one file and one line here. */
export const runnableTasks: readonly Task<unknown, unknown>[] = [
  instanceDiscrimination,
  boundaries,
  objectDetection,
  voc2012,
  cocoStuff,
  nyuv2Depth,
];

export function taskById(id: TaskId | string): Task<unknown, unknown> {
  const found = runnableTasks.find((task) => task.id === id);
  if (found) return found;
  throw new InputError(
    `task "${id}": unknown; expected one of ${runnableTasks.map((task) => task.id).join(", ")}`,
  );
}
