/**
 * The six dense tasks of the protocol with their nine published metrics (paper, Tables 3 and 4), and beside them
 * segmentation and depth of a user's own images, which no ranking of the six ever counts. One table: ids, types and lists
 * below are read off it. Imports nothing, so that a browser can load it alone.
 */

export const categories = ["instance awareness", "local semantics", "spatial understanding"] as const;
export type Category = (typeof categories)[number];

interface MetricEntry {
  /** Short column heading, as the paper prints it. */
  readonly label: string;
  readonly name: string;
  readonly unit: "percent" | "fraction" | "metre" | "nat";
  readonly better: "higher" | "lower";
  /** Decimal places the paper prints. */
  readonly digits: number;
  /** No score lies outside; of what has no upper limit, what no trained readout gets to. */
  readonly least: number;
  readonly most: number;
  /**
   * How a score follows from the test images: "ratio", one sum over them by another, or a function of it that only rises;
   * "composite", anything else, whose resamples may lean to one side.
   */
  readonly estimate: "ratio" | "composite";
}

interface TaskEntry<Metric extends string> {
  readonly label: string;
  /** Where there is room for one word. */
  readonly short: string;
  readonly category: Category;
  /** One sentence for a reader outside the field. */
  readonly summary: string;
  /** In the order of the paper's columns. */
  readonly metrics: Readonly<Record<Metric, MetricEntry>>;
  /** The metric that the task is ranked by. */
  readonly primary: NoInfer<Metric>;
}

const task = <Metric extends string>(entry: TaskEntry<Metric>) => entry;

const crossEntropy: MetricEntry = {
  label: "CE",
  name: "cross-entropy",
  unit: "nat",
  better: "lower",
  digits: 4,
  least: 0,
  most: 1e6,
  estimate: "ratio",
};
const meanIou: MetricEntry = {
  label: "mIoU",
  name: "mean intersection over union",
  unit: "percent",
  better: "higher",
  digits: 1,
  least: 0,
  most: 100,
  estimate: "composite",
};
const rootMeanSquaredError: MetricEntry = {
  label: "RMSE",
  name: "root mean squared error",
  unit: "metre",
  better: "lower",
  digits: 3,
  least: 0,
  most: 1e6,
  estimate: "ratio",
};
const segmentation = { metrics: { ce: crossEntropy, iou: meanIou }, primary: "iou" } as const;

const protocolTable = {
  "instance-discrimination": task({
    label: "Instance discrimination",
    short: "Instances",
    category: "instance awareness",
    summary: "Do pixels of the same object get embeddings that cluster together?",
    metrics: {
      ari: {
        label: "ARI",
        name: "adjusted Rand index",
        unit: "percent",
        better: "higher",
        digits: 1,
        least: -50,
        most: 100,
        estimate: "ratio",
      },
    },
    primary: "ari",
  }),
  boundaries: task({
    label: "Boundaries",
    short: "Boundaries",
    category: "instance awareness",
    summary: "Which pixels lie on the outline of an object?",
    metrics: {
      ce: { ...crossEntropy, name: "binary cross-entropy" },
      iou: {
        label: "IoU",
        name: "intersection over union",
        unit: "percent",
        better: "higher",
        digits: 1,
        least: 0,
        most: 100,
        estimate: "ratio",
      },
    },
    primary: "iou",
  }),
  "object-detection": task({
    label: "Object detection",
    short: "Detection",
    category: "instance awareness",
    summary: "Where are the large objects, whatever their class?",
    metrics: {
      apLarge: {
        label: "AP large",
        name: "average precision of large objects",
        unit: "fraction",
        better: "higher",
        digits: 4,
        least: 0,
        most: 1,
        estimate: "composite",
      },
    },
    primary: "apLarge",
  }),
  voc2012: task({
    label: "Pascal VOC 2012",
    short: "VOC",
    category: "local semantics",
    summary: "Which of 21 classes does each pixel belong to?",
    ...segmentation,
  }),
  "coco-stuff": task({
    label: "COCO-Stuff",
    short: "Stuff",
    category: "local semantics",
    summary: "Which of 171 things and stuffs does each pixel belong to?",
    ...segmentation,
  }),
  "nyuv2-depth": task({
    label: "NYUv2 depth",
    short: "Depth",
    category: "spatial understanding",
    summary: "How far away, in metres, is each pixel of an indoor scene?",
    metrics: {
      rmse: rootMeanSquaredError,
    },
    primary: "rmse",
  }),
};

/** Own images with own classes: its numbers depend on both, so each data set and class list has a board of its own. */
export const ownTaskId = "segmentation";
/** Own images with a depth at each pixel: likewise. */
export const ownDepthTaskId = "depth";

const table = {
  ...protocolTable,
  [ownTaskId]: task({
    label: "Segmentation",
    short: "Segmentation",
    category: "local semantics",
    summary: "Which of a user's own classes does each pixel of the user's own images belong to?",
    ...segmentation,
  }),
  [ownDepthTaskId]: task({
    label: "Depth",
    short: "Depth",
    category: "spatial understanding",
    summary: "How far away, in metres, is each pixel of the user's own images?",
    metrics: { rmse: rootMeanSquaredError },
    primary: "rmse",
  }),
};

type Table = typeof table;
export type ProtocolTaskId = `${keyof typeof protocolTable}`;
export type TaskId = `${keyof Table}`;
export type MetricIdOf<Task extends TaskId> = Task extends TaskId
  ? `${Task}/${keyof Table[Task]["metrics"] & string}`
  : never;
export type MetricId = MetricIdOf<TaskId>;

export interface TaskFacts<Id extends TaskId = TaskId>
  extends Pick<TaskEntry<string>, "label" | "short" | "category" | "summary"> {
  readonly id: Id;
}

export interface MetricFacts extends MetricEntry {
  readonly id: MetricId;
  readonly task: TaskId;
  /** One a task: the metric that the task is ranked by. */
  readonly primary: boolean;
}

const idsOf = <Id extends string>(record: Readonly<Record<Id, unknown>>) =>
  Object.keys(record) as [Id, ...Id[]];

export const protocolTaskIds = idsOf(protocolTable);
/** Every task that a result may be of. */
export const taskIds = idsOf(table);

const factsOf = <Id extends TaskId>(id: Id): TaskFacts<Id> => {
  const { label, short, category, summary } = table[id];
  return { id, label, short, category, summary };
};

export const protocolTasks: readonly TaskFacts<ProtocolTaskId>[] = protocolTaskIds.map(factsOf);
export const tasks: readonly TaskFacts[] = taskIds.map(factsOf);

export const metrics: readonly MetricFacts[] = taskIds.flatMap((id) => {
  const { metrics: own, primary } = table[id] as TaskEntry<string>;
  return Object.entries(own).map(([name, entry]) => ({
    id: `${id}/${name}` as MetricId,
    task: id,
    ...entry,
    primary: name === primary,
  }));
});
export const metricIds = metrics.map(({ id }) => id) as [MetricId, ...MetricId[]];

export const ownTaskIds = [ownTaskId, ownDepthTaskId] as const;

export const isProtocolTask = (id: TaskId): id is ProtocolTaskId => id in protocolTable;

export const protocolMetrics: readonly MetricFacts[] = metrics.filter((metric) =>
  isProtocolTask(metric.task),
);
export const protocolMetricIds = protocolMetrics.map(({ id }) => id) as [
  MetricIdOf<ProtocolTaskId>,
  ...MetricIdOf<ProtocolTaskId>[],
];

export const taskFacts: (id: TaskId) => TaskFacts = factsOf;

export function metricFacts(id: MetricId): MetricFacts {
  const found = metrics.find((metric) => metric.id === id);
  if (!found) throw new Error(`no metric ${id}; metrics: ${metricIds.join(", ")}`);
  return found;
}

export function metricsOf(id: TaskId): readonly MetricFacts[] {
  return metrics.filter((metric) => metric.task === id);
}

/** The metric that the task is ranked by. */
export function mainMetricOf(id: TaskId): MetricFacts {
  const found = metricsOf(id).find(({ primary }) => primary);
  if (!found) throw new Error(`${id} has no main metric`);
  return found;
}
