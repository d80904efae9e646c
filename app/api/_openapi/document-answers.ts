import { z } from "zod";
import { envelopeSchema, sha256, slug, speedMeasurementSchema } from "#contract";
import type { StoredDocument } from "#db/read/documents.ts";
import type { StoredSpeed } from "#db/read/speed.ts";
import { speedSetting } from "./board-answers.ts";
import { standing } from "./decision-answers.ts";
import { instant, task } from "./plain-values.ts";

/** What is said of stored documents beside the documents themselves. */

export const storedSpeed = z.strictObject({
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

export const storedDocument = z.strictObject({
  id: sha256,
  current: z.boolean().describe("false: a later document of the kind is about the same result."),
  result: sha256.describe("Id of the result that it is about."),
  backboneId: slug,
  task,
  seed: z.int().nullable(),
  receivedAt: instant,
  uploadedBy: z.string(),
}) satisfies z.ZodType<StoredDocument>;

export const attestations = z.strictObject({
  attestations: z.array(
    z.strictObject({
      signedBy: slug.describe("Name of the key, as /api/v1/maintainers lists it."),
      signedAt: instant.describe("As the signer says."),
      receivedAt: instant.describe("When a server first saw it."),
      envelope: envelopeSchema,
    }),
  ),
});
