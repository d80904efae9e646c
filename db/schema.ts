import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type {
  ArtefactIndex,
  Engine,
  Envelope,
  Manifest,
  OutputSizes,
  ResampledUnit,
  SpeedMeasurement,
  Variant,
} from "#contract";
import type { BackboneFacts } from "./derive/board/backbone-facts.ts";
import type { Source } from "./derive/board/cell.ts";
import type { DocumentKind } from "./derive/pictures.ts";
import type { DecisionAction, Role, Standing } from "./derive/standing.ts";

/** Float32 values, little-endian, in one bytea: 4 kB for 1000 bootstrap replicates. */
const float32Array = customType<{ data: Float32Array<ArrayBuffer>; driverData: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  fromDriver: (bytes) => new Float32Array(new Uint8Array(bytes).buffer),
});

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** One row a backbone: as the paper prints it, as its manifest says, or both. */
export const backbones = pgTable("backbones", {
  id: text("id").primaryKey(),
  paperFacts: jsonb("paper_facts").$type<BackboneFacts>(),
  manifest: jsonb("manifest").$type<Manifest>(),
  /** Written by older versions; which weights count follows from accepted results (derive/door/weights-problems.ts). */
  weightsSha256: text("weights_sha256"),
  /** Written by older versions, which still read it; whose an id is follows from what is not withdrawn (derive/door/taken-id.ts). */
  reservedFor: text("reserved_for"),
});

/** What a result page shows and no query filters by. */
export interface ResultDetails {
  readonly variant: Variant | null;
  readonly secondary: Readonly<Record<string, number>>;
  readonly curve: readonly { iteration: number; trainLoss: number; validationLoss?: number | undefined }[];
  /** Learned widths of the locality masks, image sides, a list a readout; rows from before they were kept do not say. */
  readonly sigmas?: readonly (readonly number[])[];
  readonly phases: readonly { name: string; seconds: number; peakRssBytes: number }[];
  readonly engines: Readonly<Record<"backbone" | "readout", Engine>> | null;
  /** What each resample of the test set drew; not said by rows from before scenes were drawn: images. */
  readonly resampled?: ResampledUnit;
  readonly provenance: {
    readonly protocolVersion: string;
    readonly evaluatorVersion: string;
    readonly evaluatorCommit: string | null;
    readonly weightsSha256: string | null;
    readonly graphSha256: string;
    readonly datasetId: string;
    readonly datasetFingerprint: string;
    /** The user's own classes, by index; null for the published data sets. */
    readonly datasetClasses: readonly string[] | null;
    readonly distribution: string;
    readonly command: string;
    readonly processor: string;
  } | null;
}

/**
 * Append only. Rows of one natural key are one cell measured once: the newest (highest sequence) is current, the older
 * ones are what it corrects.
 */
export const results = pgTable(
  "results",
  {
    /** SHA-256 of the canonical bundle; of the printed facts for the paper. */
    id: text("id").primaryKey(),
    sequence: bigserial("sequence", { mode: "number" }).notNull().unique(),
    /** Canonical JSON of backbone, weights, task, variant, seed, protocol, data set and training budget. */
    naturalKey: text("natural_key").notNull(),
    /** The natural key without its seed: what one holder measures with several seeds. */
    cellKey: text("cell_key").notNull().generatedAlwaysAs(sql`((natural_key::jsonb - 'seed')::text)`),
    source: text("source").$type<Source>().notNull(),
    backboneId: text("backbone_id")
      .notNull()
      .references(() => backbones.id),
    task: text("task").notNull(),
    /** Canonical JSON of a Setting (derive/cohort.ts): what decides which results may share a board. */
    setting: text("setting").notNull(),
    /** Results of one task share a column only where these agree: data set, its fingerprint, iterations. */
    columnKey: text("column_key").notNull(),
    seed: bigint("seed", { mode: "number" }),
    learnableParametersMillions: doublePrecision("learnable_parameters_millions"),
    details: jsonb("details").$type<ResultDetails>().notNull(),
    createdAt: instant("created_at"),
    receivedAt: instant("received_at").notNull(),
    uploadedBy: text("uploaded_by"),
    /** Whose it is: a person or a group; null for what the site came with. */
    holder: text("holder"),
    role: text("role").$type<Role>().notNull().default("maintainer"),
    standing: text("standing").$type<Standing>().notNull().default("accepted"),
  },
  (table) => [
    index("results_cell_key").on(table.cellKey),
    index("results_natural_key").on(table.naturalKey, table.sequence),
    index("results_backbone").on(table.backboneId),
    index("results_setting").on(table.setting),
  ],
);

export const metricValues = pgTable(
  "metrics",
  {
    resultId: text("result_id")
      .notNull()
      .references(() => results.id),
    metric: text("metric").notNull(),
    value: doublePrecision("value").notNull(),
    /** The metric on resampled test images, NaN where it is not defined; null for the paper. */
    replicates: float32Array("replicates"),
    /** Replicates with equal hashes are paired. */
    indicesSha256: text("indices_sha256"),
  },
  (table) => [primaryKey({ columns: [table.resultId, table.metric] })],
);

/** Signatures of results by maintainers' keys; each makes its result a verified one. */
export const attestations = pgTable(
  "attestations",
  {
    resultId: text("result_id")
      .notNull()
      .references(() => results.id),
    signedBy: text("signed_by").notNull(),
    signedAt: instant("signed_at").notNull(),
    envelope: jsonb("envelope").$type<Envelope>().notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.resultId, table.signedBy] })],
);

/** Append only, as results are: the newest row of a natural key is current. */
export const speedMeasurements = pgTable(
  "speed_measurements",
  {
    /** SHA-256 of the canonical measurement. */
    id: text("id").primaryKey(),
    sequence: bigserial("sequence", { mode: "number" }).notNull().unique(),
    /** Canonical JSON of backbone, weights, graph and of what `speedSettingOf` (derive/speed.ts) holds apart. */
    naturalKey: text("natural_key").notNull(),
    backboneId: text("backbone_id")
      .notNull()
      .references(() => backbones.id),
    measurement: jsonb("measurement").$type<SpeedMeasurement>().notNull(),
    receivedAt: instant("received_at").notNull(),
    uploadedBy: text("uploaded_by").notNull(),
    /** Whose it is: a person or a group; null for what the site came with. */
    holder: text("holder"),
    role: text("role").$type<Role>().notNull().default("maintainer"),
    standing: text("standing").$type<Standing>().notNull().default("accepted"),
  },
  (table) => [
    index("speed_measurements_natural_key").on(table.naturalKey, table.sequence),
    index("speed_measurements_backbone").on(table.backboneId),
  ],
);

/**
 * Append only: what was made of a result afterwards, namely indices of pictures (the pictures are files) and scores at
 * other output sizes. The newest (highest sequence) of a kind is current.
 */
export const resultDocuments = pgTable(
  "result_documents",
  {
    /** SHA-256 of the canonical document. */
    id: text("id").primaryKey(),
    sequence: bigserial("sequence", { mode: "number" }).notNull().unique(),
    kind: text("kind").$type<DocumentKind>().notNull(),
    resultId: text("result_id")
      .notNull()
      .references(() => results.id),
    document: jsonb("document").$type<ArtefactIndex | OutputSizes>().notNull(),
    receivedAt: instant("received_at").notNull(),
    uploadedBy: text("uploaded_by").notNull(),
    /** Whose it is: a person or a group; null for what the site came with. */
    holder: text("holder"),
    role: text("role").$type<Role>().notNull().default("maintainer"),
    standing: text("standing").$type<Standing>().notNull().default("accepted"),
  },
  (table) => [index("result_documents_result").on(table.kind, table.resultId, table.sequence)],
);

/**
 * Append only: which results there were at a moment, as the difference to the snapshot before. Uploads add one row
 * each, so whole sets would grow with their square.
 */
export const snapshots = pgTable(
  "snapshots",
  {
    sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
    /** First 16 digits of the content's hash; results that come back after a rebuild give an id a second row. */
    id: text("id").notNull(),
    takenAt: instant("taken_at").notNull(),
    /** SHA-256 of its sorted lines: of each accepted result its id, and " verified" after it where it had a signature. */
    contentSha256: text("content_sha256").notNull(),
    results: integer("results").notNull(),
    added: text("added").array().notNull(),
    /** Of results that were withdrawn, and of bundles whose files were taken away before a rebuild. */
    removed: text("removed").array().notNull(),
  },
  (table) => [index("snapshots_id").on(table.id, table.sequence)],
);

export const uploadTokens = pgTable("upload_tokens", {
  id: text("id").primaryKey(),
  /** Whose it is: what is sent with it belongs to this person or group. */
  holder: text("holder").notNull(),
  label: text("label").notNull(),
  /** The secret itself is shown once and never stored. */
  secretSha256: text("secret_sha256").notNull(),
  scopes: text("scopes").array().notNull(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at"),
  revokedAt: instant("revoked_at"),
});

/**
 * Append only: what maintainers decided about what was sent. The newest (highest sequence) about a subject is current.
 */
export const decisions = pgTable(
  "decisions",
  {
    /** SHA-256 of the canonical decision. */
    id: text("id").primaryKey(),
    sequence: bigserial("sequence", { mode: "number" }).notNull().unique(),
    action: text("action").$type<DecisionAction>().notNull(),
    /** Id of a result, a speed measurement or a document, or the name of a holder. */
    subject: text("subject").notNull(),
    reason: text("reason").notNull(),
    decidedBy: text("decided_by").notNull(),
    decidedAt: instant("decided_at").notNull(),
  },
  (table) => [index("decisions_subject").on(table.subject, table.sequence)],
);

/** Requests of one token in one minute. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    subject: text("subject").notNull(),
    minute: bigint("minute", { mode: "number" }).notNull(),
    requests: integer("requests").notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.subject, table.minute] })],
);

/** Append only: who did what to which thing. */
export const auditLog = pgTable("audit_log", {
  sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
  at: instant("at").notNull(),
  actor: text("actor").notNull(),
  action: text("action").notNull(),
  subject: text("subject").notNull(),
  details: jsonb("details").$type<Record<string, unknown>>().notNull(),
  /** Of the entry before; null for the first, and for entries from before there was a chain. */
  previousSha256: text("previous_sha256"),
  /** Over the canonical entry and the hash before. */
  sha256: text("sha256"),
});
