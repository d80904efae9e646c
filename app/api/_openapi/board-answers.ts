import { z } from "zod";
import {
  categories,
  manifestSchema,
  probeStates,
  sha256,
  slug,
  speedMeasurementSchema,
  taskIds,
} from "#contract";
import { intervalCoverages } from "#db/derive/board/cell.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { cohortKinds } from "#db/derive/board/cohort-kind.ts";
import type { ColumnStatistics } from "#db/derive/board/column.ts";
import type { SpeedSetting } from "#db/derive/board/speed.ts";
import { aggregationIds } from "#db/derive/board-view/aggregations.ts";
import { backboneFactKeys } from "#db/derive/board-view/fact-columns.ts";
import { reproductionVerdicts } from "#db/derive/reproduction-verdict.ts";
import type { BoardAnswer } from "../_data/board-answer.ts";
import { tombstone } from "./decision-answers.ts";
import { cohortId, interval, metric, snapshotId, source, task } from "./plain-values.ts";

/** Answers about boards, and what a row of one is made of. */

export const cohort = z.strictObject({
  id: cohortId,
  kind: z.enum(cohortKinds),
  title: z.string(),
  caption: z.string().describe("What the numbers are and are not."),
  backbones: z.int(),
  results: z.int(),
  variant: z.string().nullable().describe("null: the protocol's own setting."),
}) satisfies z.ZodType<Cohort>;

export const backbone = z.strictObject({
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
  gigaMacs: z
    .number()
    .nullable()
    .describe("Billions of multiply-adds for one image of its own input size; null: nobody has counted."),
  activationsMillions: z
    .number()
    .nullable()
    .describe("Numbers that its layers write for that image, millions; null: nobody has counted."),
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
  secondRun: z
    .enum(reproductionVerdicts)
    .nullable()
    .describe(
      "Another maintainer's run of the same cell beside this one; null: there is none, or an older state was asked for.",
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

export const speedSetting = z.strictObject({
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

const fact = z.enum([...backboneFactKeys, "time", ...taskIds.map((id) => `readout.${id}` as const)]);

export const row = z.strictObject({
  backbone,
  cells: z.partialRecord(metric, cell),
  learnableMillions: z.partialRecord(task, z.number()),
  overallRankInterval: interval,
  speeds: z.array(rowSpeed),
});

export const board = z.strictObject({
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
