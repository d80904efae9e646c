/**
 * The six dense tasks of the protocol with their nine published metrics (paper, Tables 3 and 4), and beside them the
 * segmentation of a user's own images, which no ranking of the six ever counts: ids, units, directions.
 */

export const categories = ["instance awareness", "local semantics", "spatial understanding"] as const;
export type Category = (typeof categories)[number];

export const protocolTaskIds = [
  "instance-discrimination",
  "boundaries",
  "object-detection",
  "voc2012",
  "coco-stuff",
  "nyuv2-depth",
] as const;
export type ProtocolTaskId = (typeof protocolTaskIds)[number];

/** Own images with own classes: its numbers depend on both, so each data set and class list has a board of its own. */
export const ownTaskId = "segmentation";

/** Every task that a result may be of. */
export const taskIds = [...protocolTaskIds, ownTaskId] as const;
export type TaskId = (typeof taskIds)[number];

export interface TaskFacts<Id extends TaskId = TaskId> {
  readonly id: Id;
  readonly label: string;
  readonly category: Category;
  /** One sentence for a reader outside the field. */
  readonly summary: string;
}

export const protocolTasks: readonly TaskFacts<ProtocolTaskId>[] = [
  {
    id: "instance-discrimination",
    label: "Instance discrimination",
    category: "instance awareness",
    summary: "Do pixels of the same object get embeddings that cluster together?",
  },
  {
    id: "boundaries",
    label: "Boundaries",
    category: "instance awareness",
    summary: "Which pixels lie on the outline of an object?",
  },
  {
    id: "object-detection",
    label: "Object detection",
    category: "instance awareness",
    summary: "Where are the large objects, whatever their class?",
  },
  {
    id: "voc2012",
    label: "Pascal VOC 2012",
    category: "local semantics",
    summary: "Which of 21 classes does each pixel belong to?",
  },
  {
    id: "coco-stuff",
    label: "COCO-Stuff",
    category: "local semantics",
    summary: "Which of 171 things and stuffs does each pixel belong to?",
  },
  {
    id: "nyuv2-depth",
    label: "NYUv2 depth",
    category: "spatial understanding",
    summary: "How far away, in metres, is each pixel of an indoor scene?",
  },
];

export const tasks: readonly TaskFacts[] = [
  ...protocolTasks,
  {
    id: ownTaskId,
    label: "Segmentation",
    category: "local semantics",
    summary: "Which of a user's own classes does each pixel of the user's own images belong to?",
  },
];

export const protocolMetricIds = [
  "instance-discrimination/ari",
  "boundaries/ce",
  "boundaries/iou",
  "object-detection/apLarge",
  "voc2012/ce",
  "voc2012/iou",
  "coco-stuff/ce",
  "coco-stuff/iou",
  "nyuv2-depth/rmse",
] as const;

export const metricIds = [...protocolMetricIds, "segmentation/ce", "segmentation/iou"] as const;
export type MetricId = (typeof metricIds)[number];

export interface MetricFacts {
  readonly id: MetricId;
  readonly task: TaskId;
  /** Short column heading, as the paper prints it. */
  readonly label: string;
  readonly name: string;
  readonly unit: "percent" | "fraction" | "metre" | "nat";
  readonly better: "higher" | "lower";
  /** Decimal places the paper prints. */
  readonly digits: number;
  /** One a task: the metric that the task is ranked by. */
  readonly primary: boolean;
}

export const protocolMetrics: readonly MetricFacts[] = [
  {
    id: "instance-discrimination/ari",
    task: "instance-discrimination",
    label: "ARI",
    name: "adjusted Rand index",
    unit: "percent",
    better: "higher",
    digits: 1,
    primary: true,
  },
  {
    id: "boundaries/ce",
    task: "boundaries",
    label: "CE",
    name: "binary cross-entropy",
    unit: "nat",
    better: "lower",
    digits: 4,
    primary: false,
  },
  {
    id: "boundaries/iou",
    task: "boundaries",
    label: "IoU",
    name: "intersection over union",
    unit: "percent",
    better: "higher",
    digits: 1,
    primary: true,
  },
  {
    id: "object-detection/apLarge",
    task: "object-detection",
    label: "AP large",
    name: "average precision of large objects",
    unit: "fraction",
    better: "higher",
    digits: 4,
    primary: true,
  },
  {
    id: "voc2012/ce",
    task: "voc2012",
    label: "CE",
    name: "cross-entropy",
    unit: "nat",
    better: "lower",
    digits: 4,
    primary: false,
  },
  {
    id: "voc2012/iou",
    task: "voc2012",
    label: "mIoU",
    name: "mean intersection over union",
    unit: "percent",
    better: "higher",
    digits: 1,
    primary: true,
  },
  {
    id: "coco-stuff/ce",
    task: "coco-stuff",
    label: "CE",
    name: "cross-entropy",
    unit: "nat",
    better: "lower",
    digits: 4,
    primary: false,
  },
  {
    id: "coco-stuff/iou",
    task: "coco-stuff",
    label: "mIoU",
    name: "mean intersection over union",
    unit: "percent",
    better: "higher",
    digits: 1,
    primary: true,
  },
  {
    id: "nyuv2-depth/rmse",
    task: "nyuv2-depth",
    label: "RMSE",
    name: "root mean squared error",
    unit: "metre",
    better: "lower",
    digits: 3,
    primary: true,
  },
];

export const metrics: readonly MetricFacts[] = [
  ...protocolMetrics,
  {
    id: "segmentation/ce",
    task: ownTaskId,
    label: "CE",
    name: "cross-entropy",
    unit: "nat",
    better: "lower",
    digits: 4,
    primary: false,
  },
  {
    id: "segmentation/iou",
    task: ownTaskId,
    label: "mIoU",
    name: "mean intersection over union",
    unit: "percent",
    better: "higher",
    digits: 1,
    primary: true,
  },
];

export const isProtocolTask = (id: TaskId): id is ProtocolTaskId => id !== ownTaskId;

export function taskFacts(id: TaskId): TaskFacts {
  const found = tasks.find((task) => task.id === id);
  if (!found) throw new Error(`no task ${id}; tasks: ${taskIds.join(", ")}`);
  return found;
}

export function metricFacts(id: MetricId): MetricFacts {
  const found = metrics.find((metric) => metric.id === id);
  if (!found) throw new Error(`no metric ${id}; metrics: ${metricIds.join(", ")}`);
  return found;
}

export function metricsOf(task: TaskId): readonly MetricFacts[] {
  return metrics.filter((metric) => metric.task === task);
}
