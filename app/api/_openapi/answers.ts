import { z } from "zod";
import {
  artefactIndexSchema,
  backboneCostSchema,
  categories,
  engineSchema,
  envelopeSchema,
  manifestSchema,
  metricIds,
  outputSizesSchema,
  probeStates,
  publishedKeySchema,
  readoutId,
  resampledUnits,
  resultBundleSchema,
  sha256,
  slug,
  speedMeasurementSchema,
  taskIds,
} from "#contract";
import { intervalCoverages, sources } from "#db/derive/board/cell.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { cohortKinds } from "#db/derive/board/cohort-kind.ts";
import type { ColumnStatistics } from "#db/derive/board/column.ts";
import type { SpeedSetting } from "#db/derive/board/speed.ts";
import { aggregationIds } from "#db/derive/board-view/aggregations.ts";
import { backboneFactKeys } from "#db/derive/board-view/fact-columns.ts";
import { reproductionVerdicts } from "#db/derive/reproduction.ts";
import { decisionsAboutThings, standings } from "#db/derive/standing.ts";
import {
  decidedSchema,
  decisionRequestSchema,
  newTokenSchema,
  revokedSchema,
  tokenListSchema,
  tokenRequestSchema,
} from "#db/operate/administration.ts";
import type { DecisionEntry, Thing, Tombstone, Waiting } from "#db/read/decisions.ts";
import type { StoredDocument } from "#db/read/documents.ts";
import { healthChecks } from "#db/read/health.ts";
import type { Reproduction } from "#db/read/reproductions.ts";
import type { BackbonePage } from "#db/read/results.ts";
import type { SnapshotDiff, SnapshotPage } from "#db/read/snapshots.ts";
import type { StoredSpeed } from "#db/read/speed.ts";
import type { BoardAnswer } from "../_data/board-answer.ts";

/** Shapes of the API's answers: the document is generated from them, and tests hold every answer to them. */

const interval = z.tuple([z.number(), z.number()]).nullable();
const metric = z.enum(metricIds);
const task = z.enum(taskIds);
const source = z.enum(sources);
const cohortId = z.string().meta({ examples: ["paper", "scenes-p1-smoke"] });
const snapshotId = z.string().regex(/^[0-9a-f]{16}$/);
const instant = z.iso.datetime();

const cohort = z.strictObject({
  id: cohortId,
  kind: z.enum(cohortKinds),
  title: z.string(),
  caption: z.string().describe("What the numbers are and are not."),
  backbones: z.int(),
  results: z.int(),
  variant: z.string().nullable().describe("null: the protocol's own setting."),
}) satisfies z.ZodType<Cohort>;

const backbone = z.strictObject({
  id: slug,
  label: z.string(),
  category: z.string(),
  objective: z.string(),
  architecture: z.string(),
  pretrainingData: z.string(),
  inputSizePixels: z.int(),
  featureGrid: z.tuple([z.int(), z.int()]).describe("Rows and columns of the feature volume."),
  featureDim: z.int(),
  parametersMillions: z.number(),
  licence: z.string().nullable(),
  leak: z.string().nullable(),
  probe: z.enum(probeStates).nullable(),
  paper: z.string().nullable(),
  manifest: manifestSchema.nullable(),
});

const cell = z.strictObject({
  metric,
  value: z.number(),
  source,
  seeds: z.int(),
  interval: interval.describe("95 % interval; null where nothing is known that it could be made of."),
  intervalCovers: z
    .enum(intervalCoverages)
    .nullable()
    .describe('"images": no backbone has two seeds in this metric, so what seeds change is not known.'),
  rankInterval: interval.describe(
    "Ranks in this metric that hold for all backbones at once with 95 % confidence; null where they cannot be known.",
  ),
  resultIds: z.array(sha256).describe("Bundles behind the number, newest first; empty for the paper."),
});

const columnStatistics = z.strictObject({
  seedNoise: z
    .strictObject({ standardDeviation: z.number(), degreesOfFreedom: z.int() })
    .nullable()
    .describe("Of single seeds round their backbone's mean, pooled; null: no backbone has two seeds."),
  critical: z
    .number()
    .nullable()
    .describe(
      "Two backbones are told apart where they differ by more than so many standard deviations of it.",
    ),
}) satisfies z.ZodType<ColumnStatistics>;

const speedSetting = z.strictObject({
  id: z.string(),
  label: z.string(),
  device: z.string(),
  precision: z.string(),
  threads: z.int(),
  batch: speedMeasurementSchema.shape.batch,
  protocolVersion: z.string(),
}) satisfies z.ZodType<SpeedSetting>;

const rowSpeed = z.strictObject({
  measurementId: sha256,
  settingId: z.string().describe("Times of different settings must not be compared."),
  isUntrained: z.boolean().describe("Random weights took the place of the published ones."),
  backbone: z.number().describe("Time relative to ViT-B/16 at 224 pixels, measured in the same run."),
  readout: z.partialRecord(task, z.number()).describe("In the same unit; empty on a board of variants."),
});

const standing = z
  .enum(standings)
  .describe("Boards, snapshots and badges show what is accepted; what waits is in /api/v1/queue.");

const tombstone = z
  .strictObject({
    subject: sha256.describe("Id of what was withdrawn."),
    reason: z.string(),
    decidedBy: z.string(),
    decidedAt: instant,
  })
  .describe("Said in the place of what a maintainer withdrew.") satisfies z.ZodType<Tombstone>;

const thing = z.strictObject({
  id: sha256,
  kind: z.enum(["result", "speed", "artefacts", "output-sizes"]),
  backboneId: slug,
  backboneLabel: z.string(),
  task: task.nullable(),
  seed: z.int().nullable(),
  holder: z.string().nullable(),
  receivedAt: instant,
}) satisfies z.ZodType<Thing>;

const decision = z.strictObject({
  action: z.enum(decisionsAboutThings),
  ...tombstone.shape,
  thing: thing.nullable().describe("null: the operator has taken its file away."),
}) satisfies z.ZodType<DecisionEntry>;

const waiting = z.strictObject({
  ...thing.shape,
  metrics: z.partialRecord(metric, z.number()).describe("Of a result; they count nowhere yet."),
  device: z.string().nullable().describe("Of a speed measurement."),
}) satisfies z.ZodType<Waiting>;

const storedSpeed = z.strictObject({
  id: sha256,
  current: z
    .boolean()
    .describe("false: another of its backbone and setting counts, or one with published weights."),
  standing,
  setting: speedSetting,
  receivedAt: instant,
  uploadedBy: z.string(),
  measurement: speedMeasurementSchema,
}) satisfies z.ZodType<StoredSpeed>;

const storedDocument = z.strictObject({
  id: sha256,
  current: z.boolean().describe("false: a later document of the kind is about the same result."),
  result: sha256.describe("Id of the result that it is about."),
  backboneId: slug,
  task,
  seed: z.int().nullable(),
  receivedAt: instant,
  uploadedBy: z.string(),
}) satisfies z.ZodType<StoredDocument>;

const fact = z.enum([...backboneFactKeys, "time", ...taskIds.map((id) => `readout.${id}` as const)]);

const row = z.strictObject({
  backbone,
  cells: z.partialRecord(metric, cell),
  learnableMillions: z.partialRecord(task, z.number()),
  overallRankInterval: interval,
  speeds: z.array(rowSpeed),
});

const board = z.strictObject({
  cohort,
  speedSettings: z.array(speedSetting),
  snapshot: snapshotId.nullable(),
  withdrawn: z.array(tombstone).describe("Of a snapshot, what was withdrawn since of what it shows."),
  view: z.string().describe("The view as the board page's query string."),
  aggregation: z.enum(aggregationIds),
  metrics: z.array(metric).describe("Metrics with a column in view."),
  facts: z.array(fact).describe("Facts with a column in view; a row's backbone has all of them."),
  categories: z.array(z.enum(categories)),
  statistics: z
    .partialRecord(metric, columnStatistics)
    .describe("What intervals and ranks rest on, of each metric in view."),
  rows: z.array(
    z.strictObject({
      ...row.shape,
      rank: z
        .number()
        .nullable()
        .describe(
          "In the whole cohort; where rank intervals are known, one more than how many are better beyond chance. null: a task is missing.",
        ),
      rankInterval: interval.describe(
        "Ranks that hold for all backbones at once with 95 % confidence; null where they cannot be known.",
      ),
      figure: z.number().nullable().describe("The aggregate over the tasks in view."),
      placesWithoutOne: interval.describe(
        "Best and worst rank by the aggregate, with all tasks and with any one left out; null: not ranked, or one task.",
      ),
      otherFigures: z
        .partialRecord(z.enum(aggregationIds), z.number().nullable())
        .nullable()
        .describe("The other aggregates over the same tasks; null unless the view shows them."),
      otherPlaces: z
        .partialRecord(z.enum(aggregationIds), z.number().nullable())
        .nullable()
        .describe("Place by those that make another order; null unless the view shows them."),
      otherPlacesWithoutOne: z
        .partialRecord(z.enum(aggregationIds), interval)
        .nullable()
        .describe("As `placesWithoutOne`, by those that make another order."),
      missing: z.array(metric).describe("Main metrics that count and are missing: why it is not ranked."),
      pinned: z.boolean(),
      relative: z
        .partialRecord(metric, z.number())
        .nullable()
        .describe("0 for the board's worst, 1 for its best; null unless asked for."),
    }),
  ),
}) satisfies z.ZodType<Pick<BoardAnswer, "cohort" | "view">>;

const curvePoint = z.strictObject({
  iteration: z.int(),
  trainLoss: z.number(),
  validationLoss: z.number().optional(),
});

const result = z.strictObject({
  id: sha256,
  source,
  cohortId: cohortId.nullable().describe("null: it waits, or another result of its cell counts."),
  standing,
  holder: z.string().nullable().describe("Whose it is; null for the paper's."),
  task,
  variant: z
    .strictObject({
      readout: readoutId,
      maskForm: z.string(),
      inputResize: z.string(),
      resolution: z.string(),
      learningRate: z.number(),
      baselineDim: z.int().nullable().describe("Width of a baseline; null: the readout has none of its own."),
    })
    .nullable(),
  seed: z.int().nullable(),
  createdAt: instant.nullable(),
  uploadedBy: z.string().nullable(),
  signatures: z
    .array(z.strictObject({ signedBy: slug, signedAt: instant }))
    .describe("By maintainers' keys that vouch for it today."),
  checks: z
    .strictObject({
      checked: z.array(z.strictObject({ fact: z.string(), against: z.string() })),
      declared: z.array(z.string()),
    })
    .nullable()
    .describe(
      "What was compared with what, and what is as the uploader declares; null: printed in the paper.",
    ),
  metrics: z.partialRecord(
    metric,
    z.strictObject({
      value: z.number(),
      interval: interval.describe("95 % over resampled test images alone: one result is one seed."),
      undefinedReplicates: z.int().describe("Resamples on which the metric is not defined; left out."),
    }),
  ),
  resampled: z.enum(resampledUnits).describe("What each resample of the test set drew."),
  secondary: z.record(z.string(), z.number()),
  curve: z.array(curvePoint),
  phases: z.array(z.strictObject({ name: z.string(), seconds: z.number(), peakRssBytes: z.number() })),
  engines: z.record(z.enum(["backbone", "readout"]), engineSchema).nullable(),
  provenance: z
    .strictObject({
      protocolVersion: z.string(),
      evaluatorVersion: z.string(),
      evaluatorCommit: z.string().nullable(),
      weightsSha256: sha256.nullable(),
      graphSha256: sha256,
      datasetId: z.string(),
      datasetFingerprint: sha256,
      datasetClasses: z
        .array(z.string())
        .nullable()
        .describe("The user's own classes, by index; null for the published data sets."),
      distribution: z.string(),
      command: z.string(),
      processor: z.string(),
    })
    .nullable(),
});

const reproduction = z.strictObject({
  task,
  metric,
  holder: slug.nullable().describe("Whose numbers the board shows; null: the site came with them."),
  reproducedBy: slug.describe("Another maintainer, who measured the same cell."),
  first: z.number().describe("Mean over seeds, of the numbers that the board shows."),
  second: z.number().describe("Mean over seeds, of the second run."),
  margin: z
    .number()
    .nullable()
    .describe(
      "Half-width of the 95 % interval of what seeds alone make two runs differ by; null: not known.",
    ),
  verdict: z.enum(reproductionVerdicts),
  resultIds: z.array(sha256).describe("The second run's bundles, one a seed."),
}) satisfies z.ZodType<Reproduction>;

const backbonePage = z.strictObject({
  backbone,
  results: z.array(result),
  speeds: z.array(storedSpeed),
  withdrawn: z.array(decision).describe("What was withdrawn of it, said in its place."),
  boards: z.array(z.strictObject({ cohort, row, reproductions: z.array(reproduction) })),
  cost: backboneCostSchema
    .nullable()
    .describe("Arithmetic of one image, counted from the graph; null: not counted."),
  inPaper: z.boolean(),
}) satisfies z.ZodType<Pick<BackbonePage, "backbone">>;

const snapshotFacts = z.strictObject({
  id: snapshotId,
  takenAt: instant,
  contentSha256: sha256.describe(
    'SHA-256 of the sorted ids of its results, one a line, " verified" after those that had a signature.',
  ),
  results: z.int(),
  added: z.int(),
  removed: z.int(),
  signed: z.int().describe("Results whose signature came or went."),
  lastOfDay: z.boolean(),
});

const snapshotPage = z.strictObject({
  snapshot: snapshotFacts,
  cohorts: z.array(cohort),
  current: z.boolean().describe("Is this what the boards show today?"),
  lostResults: z.int(),
  withdrawn: z.array(tombstone).describe("What was withdrawn of it since; this snapshot still shows it."),
}) satisfies z.ZodType<SnapshotPage>;

const snapshotResult = z.strictObject({
  id: sha256,
  backboneId: slug,
  backboneLabel: z.string(),
  task,
  source,
  seed: z.int().nullable(),
  receivedAt: instant,
  cohortId: z.string().nullable().describe("Board that it is on; null: replaced in the same state."),
});

const change = { cohortId, backboneId: slug, backboneLabel: z.string() };
const snapshotDiff = z.strictObject({
  before: snapshotFacts,
  after: snapshotFacts,
  added: z.array(snapshotResult),
  removed: z.array(snapshotResult),
  cells: z.array(
    z.strictObject({ ...change, metric, before: z.number().nullable(), after: z.number().nullable() }),
  ),
  ranks: z.array(z.strictObject({ ...change, before: z.number().nullable(), after: z.number().nullable() })),
}) satisfies z.ZodType<SnapshotDiff>;

const problem = z.strictObject({ path: z.string(), message: z.string() });

/** By the name that the document gives each. */
export const answers = {
  Cohort: cohort,
  Backbone: backbone,
  Boards: z.strictObject({ boards: z.array(cohort) }),
  Board: board,
  Backbones: z.strictObject({ backbones: z.array(backbone) }),
  BackbonePage: backbonePage,
  Snapshot: snapshotFacts,
  Snapshots: z.strictObject({ snapshots: z.array(snapshotFacts) }),
  SnapshotPage: snapshotPage,
  SnapshotDiff: snapshotDiff,
  ResultBundle: resultBundleSchema,
  Queue: z.strictObject({ queue: z.array(waiting) }),
  Decisions: z.strictObject({ decisions: z.array(decision) }),
  Withdrawn: z.strictObject({ error: z.string(), withdrawn: tombstone }),
  TokenRequest: tokenRequestSchema,
  NewToken: newTokenSchema,
  Tokens: tokenListSchema,
  Revoked: revokedSchema,
  Audit: z.strictObject({
    entries: z.array(
      z.strictObject({
        sequence: z.int(),
        at: instant,
        actor: z.string(),
        action: z.string(),
        subject: z.string(),
        details: z.record(z.string(), z.json()),
        previousSha256: sha256.nullable(),
        sha256: sha256.nullable(),
      }),
    ),
  }),
  DecisionRequest: decisionRequestSchema,
  Decided: decidedSchema,
  Speeds: z.strictObject({ speeds: z.array(storedSpeed) }),
  SpeedMeasurement: speedMeasurementSchema,
  Artefacts: z.strictObject({ artefacts: z.array(storedDocument) }),
  ArtefactIndex: artefactIndexSchema,
  OutputSizesList: z.strictObject({ outputSizes: z.array(storedDocument) }),
  OutputSizes: outputSizesSchema,
  Envelope: envelopeSchema,
  Attestations: z.strictObject({
    attestations: z.array(
      z.strictObject({
        signedBy: slug.describe("Name of the key, as /api/v1/maintainers lists it."),
        signedAt: instant.describe("As the signer says."),
        receivedAt: instant.describe("When a server first saw it."),
        envelope: envelopeSchema,
      }),
    ),
  }),
  Maintainers: z.strictObject({ keys: z.array(publishedKeySchema) }),
  StoredPicture: z.strictObject({ file: z.string() }),
  Stored: z.strictObject({
    id: sha256,
    url: z.url(),
    supersedes: sha256.nullable().optional(),
    standing: z.enum(standings).optional(),
  }),
  Error: z.strictObject({ error: z.string(), problems: z.array(problem).optional() }),
  Health: z.strictObject({
    status: z.enum(["ok", "failing"]),
    checks: z.record(z.enum(healthChecks), z.enum(["ok", "failing"])),
  }),
} as const;
export type AnswerName = keyof typeof answers;
