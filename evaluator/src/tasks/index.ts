import { type SizedTaskId, sizedTaskIds, type TaskId, type Variant } from "../contract/index.ts";
import { InputError } from "../input-error.ts";
import { higherResolution, protocol, type Size, type TaskSizes } from "../protocol.ts";
import { boundariesTask } from "./boundaries.ts";
import { cocoStuffTask } from "./coco-stuff.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { objectDetectionTask } from "./object-detection.ts";
import type { Task } from "./task.ts";
import { voc2012Task } from "./voc2012.ts";

/** Every task that can be run, in the contract's order. A new task is one file and one line here. */
export const runnableTasks: readonly Task<unknown, unknown>[] = [
  instanceDiscriminationTask(),
  boundariesTask(),
  objectDetectionTask(),
  voc2012Task(),
  cocoStuffTask(),
  nyuv2DepthTask(),
];

/** @throws InputError on an unknown task, or one that has no higher resolution (paper, A.2). */
export function taskById(
  id: TaskId | string,
  resolution: Variant["resolution"] = "standard",
): Task<unknown, unknown> {
  const found = runnableTasks.find((task) => task.id === id);
  if (!found) {
    throw new InputError(
      `task "${id}": unknown; expected one of ${runnableTasks.map((task) => task.id).join(", ")}`,
    );
  }
  return resolution === "higher" ? atHigherResolution(found.id) : found;
}

function atHigherResolution(id: TaskId): Task<unknown, unknown> {
  const sizes = { ...protocol[id], ...higherResolution[id] };
  if (id === "voc2012") return voc2012Task(sizes);
  if (id === "nyuv2-depth") return nyuv2DepthTask(sizes);
  throw new InputError(
    `task "${id}": has no higher resolution; expected one of ${Object.keys(higherResolution).join(", ")}`,
  );
}

const sizedTasks: Readonly<Record<SizedTaskId, (sizes: TaskSizes) => Task<unknown, unknown>>> = {
  boundaries: boundariesTask,
  voc2012: voc2012Task,
  "coco-stuff": cocoStuffTask,
  "nyuv2-depth": nyuv2DepthTask,
};

/**
 * The task scored at another query grid than in training (paper, section 5.5).
 *
 * @throws InputError on a task whose metric belongs to one output size.
 */
export function taskAtQueryGrid(
  id: TaskId,
  resolution: Variant["resolution"],
  queryGrid: Size,
): Task<unknown, unknown> {
  const sized = sizedTaskIds.find((known) => known === id);
  if (!sized) {
    throw new InputError(
      `task "${id}": its metric belongs to one output size; expected one of ${sizedTaskIds.join(", ")}`,
    );
  }
  const images = resolution === "higher" ? higherResolution[id] : {};
  return sizedTasks[sized]({ ...protocol[id], ...images, queryGrid });
}
