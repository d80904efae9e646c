import { z } from "zod";
import { sha256, slug } from "#contract";
import type { SnapshotDiff, SnapshotPage } from "#db/read/snapshots.ts";
import { cohort } from "./board-answers.ts";
import { tombstone } from "./decision-answers.ts";
import { cohortId, instant, metric, snapshotId, source, task } from "./plain-values.ts";

/** States of the results, and what differs between two. */

export const snapshotFacts = z.strictObject({
  id: snapshotId,
  release: z.string().nullable().describe("Its name as a release, under which it is found as well."),
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

export const snapshotPage = z.strictObject({
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
export const snapshotDiff = z.strictObject({
  before: snapshotFacts,
  after: snapshotFacts,
  added: z.array(snapshotResult),
  removed: z.array(snapshotResult),
  arrivals: z
    .array(z.strictObject({ ...change, change: z.enum(["came", "went"]), rank: z.int().nullable() }))
    .describe("Backbones that one of the two boards lacks."),
  cells: z.array(
    z.strictObject({ ...change, metric, before: z.number().nullable(), after: z.number().nullable() }),
  ),
  ranks: z.array(z.strictObject({ ...change, before: z.number().nullable(), after: z.number().nullable() })),
}) satisfies z.ZodType<SnapshotDiff>;
