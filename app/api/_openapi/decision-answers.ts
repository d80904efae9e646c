import { z } from "zod";
import { sha256, slug } from "#contract";
import { decisionsAboutThings, standings } from "#db/derive/standing.ts";
import type { DecisionEntry, Tombstone, Waiting } from "#db/read/decisions.ts";
import type { Thing } from "#db/read/things.ts";
import { instant, metric, task } from "./plain-values.ts";

/** Where things stand, and what maintainers decided of them. */

export const standing = z
  .enum(standings)
  .describe("Boards, snapshots and badges show what is accepted; what waits is in /api/v1/queue.");

export const tombstone = z
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

export const decision = z.strictObject({
  action: z.enum(decisionsAboutThings),
  ...tombstone.shape,
  thing: thing.nullable().describe("null: the operator has taken its file away."),
}) satisfies z.ZodType<DecisionEntry>;

export const waiting = z.strictObject({
  ...thing.shape,
  metrics: z.partialRecord(metric, z.number()).describe("Of a result; they count nowhere yet."),
  device: z.string().nullable().describe("Of a speed measurement."),
}) satisfies z.ZodType<Waiting>;

/** Of the audit log. */
export const audit = z.strictObject({
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
});
