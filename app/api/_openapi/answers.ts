import { z } from "zod";
import {
  artefactIndexSchema,
  envelopeSchema,
  outputSizesSchema,
  publishedKeySchema,
  resultBundleSchema,
  sha256,
  speedMeasurementSchema,
} from "#contract";
import { standings } from "#db/derive/standing.ts";
import {
  decidedSchema,
  decisionRequestSchema,
  newTokenSchema,
  revokedSchema,
  tokenListSchema,
  tokenRequestSchema,
} from "#db/operate/administration.ts";
import { healthChecks } from "#db/read/health.ts";
import { backbonePage } from "./backbone-answers.ts";
import { backbone, board, cohort } from "./board-answers.ts";
import { audit, decision, tombstone, waiting } from "./decision-answers.ts";
import { attestations, storedDocument, storedSpeed } from "./document-answers.ts";
import { snapshotDiff, snapshotFacts, snapshotPage } from "./snapshot-answers.ts";

/** Shapes of the API's answers: the document is generated from them, and tests hold every answer to them. */

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
  Audit: audit,
  DecisionRequest: decisionRequestSchema,
  Decided: decidedSchema,
  Speeds: z.strictObject({ speeds: z.array(storedSpeed) }),
  SpeedMeasurement: speedMeasurementSchema,
  Artefacts: z.strictObject({ artefacts: z.array(storedDocument) }),
  ArtefactIndex: artefactIndexSchema,
  OutputSizesList: z.strictObject({ outputSizes: z.array(storedDocument) }),
  OutputSizes: outputSizesSchema,
  Envelope: envelopeSchema,
  Attestations: attestations,
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
