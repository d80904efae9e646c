import { z } from "zod";
import { instantSchema } from "./instant.ts";
import { manifestSchema, sha256 } from "./manifest.ts";
import { metricIds, metricsOf, ownDepthTaskId, ownTaskId, type TaskId, taskIds } from "./tasks.ts";
import { labelSchema, nameSchema } from "./text.ts";

/** 2 adds the width of the baselines, and own data with its classes. Older bundles are converted in upgrade-bundle.ts. */
export const bundleSchemaVersion = 2;
export const bundleMaxBytes = 1_000_000;
export const bootstrapReplicateCount = 1000;

/** Readouts of Table 5, the only-mask readout of the text, and the baselines of Fig. 6. */
export const readoutIds = [
  "base",
  "dim-8",
  "dim-24",
  "heads-4",
  "no-mask",
  "shared-sigma",
  "no-ffn",
  "no-cnn",
  "only-mask",
  "bicubic",
  "transposed-convolution",
  "linear-featup",
] as const;
export const readoutId = z.enum(readoutIds);
export type ReadoutId = z.infer<typeof readoutId>;

/** Width of the baselines where nothing else is asked for [code]; Fig. 6 varies it. */
export const defaultBaselineDim = 48;

/** Has the readout a width of its own choice? The attentive ones fix theirs, a linear layer has none. */
export function hasBaselineDim(readout: ReadoutId): boolean {
  return readout === "bicubic" || readout === "transposed-convolution";
}

const count = z.number().int().nonnegative();
const finite = z.number().refine(Number.isFinite, "expected a finite number");

export const variantSchema = z.strictObject({
  readout: readoutId,
  /** Form of the locality mask: exp(-r^2/2s^2) as printed, or exp(-r^4/2s^2) as released (protocol.md section 3). */
  maskForm: z.enum(["paper", "released"]),
  /** Kernel that takes the task's image to the backbone's input size. */
  inputResize: z.enum(["bicubic", "nearest"]),
  /** "higher" is the 448 / 432x576 setting of A.2. */
  resolution: z.enum(["standard", "higher"]),
  learningRate: finite.positive().max(1),
  /** Width of the bicubic and the transposed-convolution baseline; null for all other readouts. */
  baselineDim: z.number().int().positive().max(100_000).nullable(),
});
export type Variant = z.infer<typeof variantSchema>;

export const publishedDatasetIds = [
  "voc2012",
  "coco2017",
  "coco-stuff164k",
  "nyuv2-labelled",
  "nyuv2-frames",
] as const;
export type PublishedDatasetId = (typeof publishedDatasetIds)[number];

/** The user's own images with the user's own classes, for the task "segmentation". */
export const ownDatasetId = "own";
/** The user's own images with depths, for the task "depth". */
export const ownDepthDatasetId = "own-depth";

export const ownDatasetIds = [ownDatasetId, ownDepthDatasetId] as const;
export const datasetIds = [...publishedDatasetIds, ...ownDatasetIds] as const;
export const datasetId = z.enum(datasetIds);
export type DatasetId = z.infer<typeof datasetId>;

/** An index of a label map is a byte, and 255 is no label. */
export const classLimits = { least: 2, most: 255, nameCharacters: 128 } as const;

/** Letters with marks may be written as one character or as two (NFC, NFD): to a reader the name is the same. */
export const composed = (name: string): string => name.normalize("NFC");

const classNames = z
  .array(labelSchema.max(classLimits.nameCharacters))
  .min(classLimits.least)
  .max(classLimits.most)
  .refine((names) => new Set(names.map(composed)).size === names.length, "expected different names");

const datasetSchema = z.strictObject({
  id: datasetId,
  /** "official": counts and hashes match the publication; "scenes": built-in generator; "custom": the user's own images. */
  distribution: z.enum(["official", "scenes", "custom"]),
  /** SHA-256 over split lists and annotation bytes; of own data over class list or scale too. */
  fingerprint: sha256,
  /** The user's own classes, by index; null for the published data sets. */
  classes: classNames.nullable(),
  trainImages: count,
  validationImages: count,
  testImages: count,
});

/**
 * How long the readout trains: as the protocol says; briefly, to see that all works; as the user asked, for data that the
 * protocol's length does not fit. Results of one are never ranked with those of another.
 */
export const trainingBudget = z.enum(["full", "smoke", "custom"]);
export type TrainingBudget = z.infer<typeof trainingBudget>;

const trainingSchema = z.strictObject({
  budget: trainingBudget,
  iterations: count,
  batchSize: count,
  learningRate: finite.positive(),
  weightDecay: finite.nonnegative(),
  /** null: no validation; the last step is kept. */
  validationInterval: count.nullable(),
  selection: z.enum(["best-validation", "last"]),
  selectedIteration: count,
  /** Loss before update `iteration`; validation loss where it was measured. */
  curve: z
    .array(z.strictObject({ iteration: count, trainLoss: finite, validationLoss: finite.optional() }))
    .min(1)
    .max(2000),
});

const readoutSchema = z.strictObject({
  /** The paper's P_learn: includes the LayerNorm that is created but never applied (protocol.md section 2). */
  publishedParameters: count,
  effectiveParameters: count,
  /** Learned width of each head's locality mask, in units of the image side; one list a readout. */
  sigmas: z.array(z.array(finite).max(256)).max(8),
});

/** What a resample of the test set draws. */
export const resampledUnits = ["images", "scenes"] as const;
export type ResampledUnit = (typeof resampledUnits)[number];

const bootstrapSchema = z
  .strictObject({
    /** null: the metric is not defined on this resample. */
    replicates: z.array(finite.nullable()).length(bootstrapReplicateCount),
    /** SHA-256 of the resample indices. */
    indicesSha256: sha256,
    /** Scenes: all images of one come together. Bundles of protocol 1 do not say: images. */
    resampled: z.enum(resampledUnits).exactOptional(),
    /** How many replicates are null; left out in bundles of protocol 1, which have none. */
    undefinedReplicates: count.exactOptional(),
  })
  .refine(
    ({ replicates, undefinedReplicates = 0 }) =>
      replicates.filter((replicate) => replicate === null).length === undefinedReplicates,
    { path: ["undefinedReplicates"], message: "is not the number of replicates that are null" },
  );

const measurementSchema = z.strictObject({
  value: finite,
  /** The metric on resampled test images; the same indices for every backbone on a data set (paired). */
  bootstrap: bootstrapSchema,
});
export type Measurement = z.infer<typeof measurementSchema>;

const phaseSchema = z.strictObject({
  name: z.enum(["load", "features", "training", "validation", "evaluation", "bootstrap"]),
  seconds: finite.nonnegative(),
  peakRssBytes: count,
});

/** Entries of a record. */
const atMost = (most: number): [(record: object) => boolean, string] => [
  (record) => Object.keys(record).length <= most,
  `has too many entries; expected at most ${most}`,
];

export const engineSchema = z.strictObject({
  name: nameSchema.max(100),
  version: nameSchema.max(100),
  /** Execution provider or TensorFlow.js backend. */
  backend: nameSchema.max(100),
  /** What it really ran on, for example the processor's model name. */
  device: nameSchema.max(200),
  /** What it computes in; results of one never share a column with those of another. */
  precision: z.enum(["float32", "float16", "bfloat16"]),
  /** Images of one forward pass; bundles made before there were batches do not say: 1. */
  batch: count.min(1).max(1_000_000).exactOptional(),
  /** Version of the card's driver. */
  driver: nameSchema.max(100).exactOptional(),
  /** Versions of the libraries that computed, by name. */
  libraries: z
    .record(z.string().regex(/^[\w.-]{1,64}$/), nameSchema.max(100))
    .refine(...atMost(64))
    .exactOptional(),
});

export type Engine = z.infer<typeof engineSchema>;

/** Of a command as typed; the evaluator cuts a longer one. */
export const commandCharacters = 4000;

export const protocolVersionSchema = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,4})?$/, "expected a version such as 1 or 1.2");

/** What a reader needs to repeat a measurement. */
export const environmentSchema = z.strictObject({
  evaluatorVersion: nameSchema.max(100),
  /** null: not run from a git checkout. */
  evaluatorCommit: z
    .string()
    .regex(/^[0-9a-f]{40}(-dirty)?$/)
    .nullable(),
  node: nameSchema.max(100),
  platform: nameSchema.max(100),
  processor: nameSchema.max(200),
  cores: count,
  memoryBytes: count,
  command: nameSchema.max(commandCharacters),
});

/** A class's name with what is told of it. */
const secondaryCharacters = classLimits.nameCharacters + 64;

const resultBundleFields = z.strictObject({
  schemaVersion: z.literal(bundleSchemaVersion),
  protocolVersion: protocolVersionSchema,
  createdAt: instantSchema,
  manifest: manifestSchema,
  backbone: z.strictObject({
    /** null: the family has no weights file. */
    weightsSha256: sha256.nullable(),
    graphSha256: sha256,
    preprocessingSha256: sha256,
  }),
  task: z.enum(taskIds),
  variant: variantSchema,
  seed: count,
  dataset: datasetSchema,
  training: trainingSchema,
  readout: readoutSchema,
  metrics: z.partialRecord(z.enum(metricIds), measurementSchema),
  /** Further numbers of the same predictions, for example per-image means; never ranked. */
  secondary: z.record(z.string().max(secondaryCharacters), finite).refine(...atMost(512)),
  phases: z.array(phaseSchema).min(1).max(32),
  engines: z.strictObject({ backbone: engineSchema, readout: engineSchema }),
  environment: environmentSchema,
});

/** The data set of a task on own images; undefined: the task is on published ones. */
const ownDatasetOf: Partial<Record<TaskId, (typeof ownDatasetIds)[number]>> = {
  [ownTaskId]: ownDatasetId,
  [ownDepthTaskId]: ownDepthDatasetId,
};

/** Own images, own classes and the task that is measured on them come together or not at all. */
function ownDataProblems({ task, dataset }: z.infer<typeof resultBundleFields>) {
  const own = ownDatasetOf[task];
  const found = ownDatasetIds.find((id) => id === dataset.id);
  const hasClasses = task === ownTaskId;
  const problem = (field: "id" | "distribution" | "classes", expected: string) => {
    const is = field === "classes" ? (dataset.classes === null ? "null" : "a list") : dataset[field];
    return { path: ["dataset", field], message: `is ${is}; expected ${expected} for task ${task}` };
  };
  return [
    ...(found === own ? [] : [problem("id", own ?? "a published one")]),
    ...(own && dataset.distribution !== "custom" ? [problem("distribution", "custom")] : []),
    ...((dataset.classes !== null) === hasClasses
      ? []
      : [problem("classes", hasClasses ? "a list of names" : "null")]),
  ];
}

/** One measured cell: backbone x task x variant x seed, with everything needed to trust and repeat it. */
export const resultBundleSchema = resultBundleFields.superRefine((bundle, context) => {
  const expected = metricsOf(bundle.task).map((metric) => metric.id);
  for (const id of expected) {
    if (!bundle.metrics[id]) {
      context.addIssue({
        code: "custom",
        path: ["metrics", id],
        message: `missing; task ${bundle.task} has ${expected.join(", ")}`,
      });
    }
  }
  for (const id of Object.keys(bundle.metrics)) {
    if (!expected.some((known) => known === id)) {
      context.addIssue({
        code: "custom",
        path: ["metrics", id],
        message: `is not a metric of task ${bundle.task}, which has ${expected.join(", ")}`,
      });
    }
  }
  if ((bundle.variant.baselineDim !== null) !== hasBaselineDim(bundle.variant.readout)) {
    context.addIssue({
      code: "custom",
      path: ["variant", "baselineDim"],
      message: `is ${bundle.variant.baselineDim}; expected ${hasBaselineDim(bundle.variant.readout) ? "a width" : "null"} for readout ${bundle.variant.readout}`,
    });
  }
  for (const { path, message } of ownDataProblems(bundle))
    context.addIssue({ code: "custom", path, message });
  if (bundle.training.selectedIteration > bundle.training.iterations) {
    context.addIssue({
      code: "custom",
      path: ["training", "selectedIteration"],
      message: `${bundle.training.selectedIteration} is past the last iteration ${bundle.training.iterations}`,
    });
  }
});
export type ResultBundle = z.infer<typeof resultBundleSchema>;
