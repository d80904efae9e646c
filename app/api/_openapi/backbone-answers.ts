import { z } from "zod";
import { backboneCostSchema, engineSchema, readoutId, resampledUnits, sha256, slug } from "#contract";
import type { ScorePlace } from "#db/derive/board-view/score-places.ts";
import { type HistoryEntry, historyActions } from "#db/derive/history/backbone-history.ts";
import { reproductionVerdicts } from "#db/derive/reproduction-verdict.ts";

import type { Reproduction } from "#db/read/reproductions.ts";
import type { BackbonePage } from "#db/read/results.ts";
import { backbone, cohort, row } from "./board-answers.ts";
import { decision, standing } from "./decision-answers.ts";
import { storedSpeed } from "./document-answers.ts";
import { cohortId, instant, interval, metric, source, task } from "./plain-values.ts";

/** A backbone with every result of it. */

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
  sigmas: z
    .array(z.array(z.number()))
    .optional()
    .describe("Learned width of each head's locality mask, image sides; a list a readout."),
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

const scorePlace = z
  .strictObject({
    ...{ metric, value: z.number(), interval },
    rank: z.int().describe("Shared by those that the data do not tell apart."),
    rankInterval: z.tuple([z.int(), z.int()]).nullable(),
    of: z.int().describe("Backbones of the board that have the metric."),
    best: z.number(),
    worst: z.number(),
    relative: z
      .number()
      .nullable()
      .describe("0: the worst trained backbone; 1: the best; null: all are equal."),
    relativeInterval: interval,
  })
  .describe("Where the main score of a task stands among all of the board.") satisfies z.ZodType<ScorePlace>;

const historyEntry = z.strictObject({
  at: instant.describe("Of the last of them."),
  action: z.enum(historyActions),
  kind: z.enum(["result", "speed", "artefacts", "output-sizes"]),
  tasks: z.array(task),
  count: z.int(),
  by: z.string().nullable().describe("null: the site came with it."),
  reason: z.string().nullable(),
}) satisfies z.ZodType<HistoryEntry>;

export const backbonePage = z.strictObject({
  backbone,
  results: z.array(result),
  speeds: z.array(storedSpeed),
  withdrawn: z.array(decision).describe("What was withdrawn of it, said in its place."),
  boards: z.array(
    z.strictObject({
      ...{ cohort, row, reproductions: z.array(reproduction), places: z.array(scorePlace) },
      comparedWith: z
        .array(z.strictObject({ id: slug, label: z.string() }))
        .describe("The best of the others, and the one next before it."),
    }),
  ),
  cost: backboneCostSchema
    .nullable()
    .describe("Arithmetic of one image, counted from the graph; null: not counted."),
  inPaper: z.boolean(),
  isKnown: z.boolean().describe("Does the evaluator come with its manifest?"),
  history: z.array(historyEntry).describe("What happened to it on this site, newest first."),
}) satisfies z.ZodType<Pick<BackbonePage, "backbone">>;
