import {
  bootstrapReplicateCount,
  bundleSchemaVersion,
  defaultBaselineDim,
  hasBaselineDim,
  type Manifest,
  metricsOf,
  ownDatasetId,
  ownDepthDatasetId,
  ownDepthTaskId,
  ownTaskId,
  type ResultBundle,
  type TaskId,
} from "#contract";

/** A valid bundle for tests, every part of which a test may replace. */
export interface BundleOptions {
  readonly backboneId?: string;
  readonly manifest?: Partial<Manifest>;
  readonly task?: TaskId;
  readonly seed?: number;
  /** Value of every metric; the replicates spread evenly over plus and minus a tenth of it. */
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

function measurementsOf(task: TaskId, value: number): ResultBundle["metrics"] {
  const replicates = Array.from(
    { length: bootstrapReplicateCount },
    (_, index) => value * (0.9 + (0.2 * index) / (bootstrapReplicateCount - 1)),
  );
  return Object.fromEntries(
    metricsOf(task).map(({ id }) => [
      id,
      { value, bootstrap: { replicates, indicesSha256: "5".repeat(64) } },
    ]),
  );
}

function trainingOf({
  budget = "smoke",
  iterations = 60,
  batchSize = 8,
}: Pick<BundleOptions, "budget" | "iterations" | "batchSize">): ResultBundle["training"] {
  return {
    budget,
    iterations,
    batchSize,
    learningRate: 0.001,
    weightDecay: 0.01,
    validationInterval: 20,
    selection: "best-validation",
    selectedIteration: iterations,
    curve: [
      { iteration: 1, trainLoss: 3.1 },
      { iteration: iterations, trainLoss: 1.2, validationLoss: 1.4 },
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
  const id = task === "nyuv2-depth" ? "nyuv2-labelled" : "voc2012";
  return { id, distribution: distribution ?? "scenes", classes: null };
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
      trainImages: 80,
      validationImages: 20,
      testImages: 20,
    },
    training: trainingOf(options),
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
