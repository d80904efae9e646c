import {
  bootstrapReplicateCount,
  bundleSchemaVersion,
  defaultBaselineDim,
  hasBaselineDim,
  type Manifest,
  metricsOf,
  officialCounts,
  ownDatasetId,
  ownDepthDatasetId,
  ownDepthTaskId,
  ownTaskId,
  type PublishedDatasetId,
  publishedDatasetIds,
  type ResultBundle,
  shortenedInterval,
  smokeBatchSize,
  type TaskId,
  tasksOn,
  trainingProtocol,
} from "#contract";

/** A valid bundle for tests, every part of which a test may replace. */
export interface BundleOptions {
  readonly backboneId?: string;
  readonly manifest?: Partial<Manifest>;
  readonly task?: TaskId;
  readonly seed?: number;
  /** Value of every metric, of a fraction in percent; the replicates spread evenly over plus and minus a tenth of it. */
  readonly value?: number;
  readonly readout?: ResultBundle["variant"]["readout"];
  /** A width other than the released code's; baselines have that one where nothing is said. */
  readonly baselineDim?: number;
  readonly distribution?: ResultBundle["dataset"]["distribution"];
  /** Of own data, with the task "segmentation". */
  readonly classes?: readonly string[];
  /** One hexadecimal digit, repeated. */
  readonly fingerprintDigit?: string;
  readonly budget?: ResultBundle["training"]["budget"];
  readonly batchSize?: number;
  readonly protocolVersion?: string;
  readonly iterations?: number;
  readonly command?: string;
}

const engine = {
  name: "onnxruntime-node",
  version: "1.30.0",
  backend: "cpu",
  device: "test processor",
  precision: "float32",
} as const;

export function testManifest(fields: Partial<Manifest> = {}): Manifest {
  return {
    id: "test-vit",
    label: "Test ViT",
    category: "baseline",
    objective: "none",
    architecture: "ViT-B",
    pretrainingData: "none",
    paper: null,
    licence: "Apache-2.0",
    family: "vit",
    options: { depth: 12 },
    weights: null,
    inputSize: 224,
    featureGrid: [14, 14],
    featureDim: 768,
    parameters: 85_800_000,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    leak: "none-known",
    notes: "",
    contact: null,
    ...fields,
  };
}

/** Percent of a metric that is a fraction; no replicate leaves the metric's range. */
function measurementsOf(task: TaskId, value: number): ResultBundle["metrics"] {
  return Object.fromEntries(
    metricsOf(task).map(({ id, unit, most }) => {
      const own = unit === "fraction" ? value / 100 : value;
      const replicates = Array.from({ length: bootstrapReplicateCount }, (_, index) =>
        Math.min(most, own * (0.9 + (0.2 * index) / (bootstrapReplicateCount - 1))),
      );
      return [id, { value: own, bootstrap: { replicates, indicesSha256: "5".repeat(64) } }];
    }),
  );
}

/** As the protocol says for a full training; else of 60 iterations unless others are asked for. */
function trainingOf(
  task: TaskId,
  { budget = "smoke", ...options }: Pick<BundleOptions, "budget" | "iterations" | "batchSize">,
): ResultBundle["training"] {
  const full = trainingProtocol[task];
  const iterations = options.iterations ?? (budget === "full" ? full.iterations : 60);
  const shortBatch = budget === "smoke" ? smokeBatchSize : 8;
  const validationInterval =
    budget === "full" ? full.validationInterval : shortenedInterval(task, iterations);
  const hasValidation = validationInterval !== null;
  return {
    budget,
    iterations,
    batchSize: options.batchSize ?? (budget === "full" ? full.batchSize : shortBatch),
    learningRate: 0.001,
    weightDecay: full.weightDecay,
    validationInterval,
    selection: hasValidation ? "best-validation" : "last",
    selectedIteration: iterations,
    curve: [
      { iteration: 1, trainLoss: 3.1 },
      { iteration: iterations, trainLoss: 1.2, ...(hasValidation ? { validationLoss: 1.4 } : {}) },
    ],
  };
}

type DatasetFacts = Pick<ResultBundle["dataset"], "id" | "distribution" | "classes">;

function datasetFacts(task: TaskId, { classes, distribution }: BundleOptions): DatasetFacts {
  if (task === ownTaskId) {
    const names = classes ?? ["background", "cat", "dog"];
    return { id: ownDatasetId, distribution: "custom", classes: [...names] };
  }
  if (task === ownDepthTaskId) return { id: ownDepthDatasetId, distribution: "custom", classes: null };
  return { id: publishedDatasetOf(task), distribution: distribution ?? "scenes", classes: null };
}

/** The first of those that the task is measured on. */
function publishedDatasetOf(task: TaskId): PublishedDatasetId {
  const found = publishedDatasetIds.find((id) => tasksOn[id].includes(task));
  if (found === undefined) throw new Error(`task ${task} has no published data set`);
  return found;
}

/** As published, of a data set that is called official; else a few. */
function imageCounts(
  task: TaskId,
  { distribution }: BundleOptions,
): Pick<ResultBundle["dataset"], "trainImages" | "validationImages" | "testImages"> {
  if (distribution !== "official") return { trainImages: 80, validationImages: 20, testImages: 20 };
  const { train, validation, test } = officialCounts(task, publishedDatasetOf(task), "1");
  return { trainImages: train, validationImages: validation, testImages: test.most };
}

export function testBundle(options: BundleOptions = {}): ResultBundle {
  const { task = "voc2012", value = 50, fingerprintDigit = "f", readout = "base" } = options;
  return {
    schemaVersion: bundleSchemaVersion,
    protocolVersion: options.protocolVersion ?? "1",
    createdAt: "2026-11-20T10:00:00Z",
    manifest: testManifest({ id: options.backboneId ?? "test-vit", ...options.manifest }),
    backbone: {
      weightsSha256: null,
      graphSha256: "1".repeat(64),
      preprocessingSha256: "2".repeat(64),
    },
    task,
    variant: {
      readout,
      maskForm: "paper",
      inputResize: "bicubic",
      resolution: "standard",
      learningRate: 0.001,
      baselineDim: hasBaselineDim(readout) ? (options.baselineDim ?? defaultBaselineDim) : null,
    },
    seed: options.seed ?? 0,
    dataset: {
      ...datasetFacts(task, options),
      fingerprint: fingerprintDigit.repeat(64),
      ...imageCounts(task, options),
    },
    training: trainingOf(task, options),
    readout: { publishedParameters: 47_272, effectiveParameters: 45_720, sigmas: [[0.1, 0.2]] },
    metrics: measurementsOf(task, value),
    secondary: { "voc2012/meanImageIou": value / 2 },
    phases: [{ name: "training", seconds: 12.5, peakRssBytes: 500_000_000 }],
    engines: { backbone: engine, readout: engine },
    environment: {
      evaluatorVersion: "0.1.0",
      evaluatorCommit: null,
      node: "v20.20.2",
      platform: "linux",
      processor: "test processor",
      cores: 2,
      memoryBytes: 8_000_000_000,
      command: options.command ?? "evaluator run --task voc2012",
    },
  };
}
