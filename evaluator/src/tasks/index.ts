import {
  type DatasetId,
  ownDepthTaskId,
  ownTaskId,
  type ProtocolTaskId,
  type PublishedDatasetId,
  publishedDatasetIds,
  type SizedTaskId,
  sizedTaskIds,
  type TaskId,
  tasksOn,
  type Variant,
} from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import type { OpenOptions } from "../data/open-options.ts";
import { openOwnDepth } from "../data/own-depth.ts";
import { openOwnSegmentation } from "../data/own-segmentation.ts";
import { InputError } from "../files/input-error.ts";
import {
  boundaryDilation,
  depthRange,
  higherResolution,
  outputSize,
  protocol,
  type Size,
  type TaskSizes,
} from "../protocol.ts";
import { boundariesTask } from "./boundaries.ts";
import { cocoStuffTask } from "./coco-stuff.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { objectDetectionTask } from "./object-detection.ts";
import { ownDepthTask } from "./own-depth.ts";
import { ownSegmentationTask } from "./own-segmentation.ts";
import { besidePublished } from "./published-counts.ts";
import { requireEvidence } from "./require-evidence.ts";
import type { ProtocolTask, Task } from "./task.ts";
import { voc2012Task } from "./voc2012.ts";

/** The protocol's tasks by id. A new one is one file and one line here. */
const protocolTaskOf: {
  readonly [Id in ProtocolTaskId]: (sizes: TaskSizes) => ProtocolTask<Id, unknown, unknown>;
} = {
  "instance-discrimination": instanceDiscriminationTask,
  boundaries: boundariesTask,
  "object-detection": objectDetectionTask,
  voc2012: voc2012Task,
  "coco-stuff": cocoStuffTask,
  "nyuv2-depth": (sizes) => nyuv2DepthTask(sizes),
};

/** The published data set that a task is measured on, the first where there are two; undefined: none. */
export function publishedDatasetOf(task: TaskId): PublishedDatasetId | undefined {
  return publishedDatasetIds.find((id) => tasksOn[id].includes(task));
}

/** What tasks find in a folder whose files are in order. */
export interface TaskFindings {
  /** Why a task cannot be measured on it: a line for each such task. */
  readonly reasons: readonly string[];
  /** Numbers of an official set beside what is published of them. */
  readonly counts: readonly string[];
  /** Can any task be measured on it? */
  readonly measurable: boolean;
}

export async function findingsOfTasks(dataset: DatasetId, root: string): Promise<TaskFindings> {
  const reasons: string[] = [];
  const counts: string[] = [];
  for (const id of tasksOn[dataset]) {
    const reason = await unfitness(id, root, (count) => counts.push(count));
    if (reason !== null) reasons.push(`${id}: ${reason}`);
  }
  return { reasons, counts, measurable: reasons.length < tasksOn[dataset].length };
}

async function unfitness(id: TaskId, root: string, onCount: (line: string) => void): Promise<string | null> {
  try {
    const { task, dataset } = await openTask(id, "standard", root, {});
    await using opened = dataset;
    besidePublished(id, opened, { testImages: opened.splits.test.length }).forEach(onCount);
    await requireEvidence(task, opened);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** A task with the data set it is measured on. */
export interface OpenTask {
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
}

/**
 * Opens a task on the user's folder. The protocol's tasks are what they are; those on own data depend on its classes, or
 * on the depths that count.
 *
 * @throws InputError on a folder that is not the task's, and on a task that has no higher resolution.
 */
export async function openTask(
  id: TaskId,
  resolution: Variant["resolution"],
  root: string,
  options: OpenOptions,
): Promise<OpenTask> {
  const sizes = sizesAt(id, resolution);
  if (id === ownTaskId) {
    const dataset = await openOwnSegmentation(root, options);
    return { task: ownSegmentationTask(dataset.classNames, sizes), dataset };
  }
  if (id === ownDepthTaskId) {
    const dataset = await openOwnDepth(root, options);
    return { task: ownDepthTask(dataset.range, sizes), dataset };
  }
  const task = protocolTaskOf[id](sizes);
  return { task, dataset: await task.openDataset(root, options) };
}

/**
 * The same task without its data: to run what was trained for it on other images, not to train or score.
 *
 * @param classes of own data; null for the protocol's tasks
 */
export function taskOf(
  id: TaskId,
  resolution: Variant["resolution"],
  classes: readonly string[] | null,
): Task<unknown, unknown> {
  const sizes = sizesAt(id, resolution);
  if (id === ownTaskId) return ownSegmentationTask(classes ?? [], sizes);
  // Depths that count decide what is learned and scored, not what a readout gives.
  return id === ownDepthTaskId ? ownDepthTask(depthRange, sizes) : protocolTaskOf[id](sizes);
}

/** @throws InputError where the task has no higher resolution (paper, A.2). */
function sizesAt(id: TaskId, resolution: Variant["resolution"]): TaskSizes {
  if (resolution === "standard") return protocol[id];
  const higher = higherResolution[id];
  if (higher) return { ...protocol[id], ...higher };
  throw new InputError(
    `task "${id}": has no higher resolution; expected one of ${Object.keys(higherResolution).join(", ")}`,
  );
}

const sizedTasks: Readonly<Record<SizedTaskId, (sizes: TaskSizes) => Task<unknown, unknown>>> = {
  boundaries: (sizes) => boundariesTask(sizes, boundaryDilation(outputSize(sizes))),
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
