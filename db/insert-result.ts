import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { type BundleProblem, canonicalJson, parseBundle, type ResultBundle } from "#contract";
import type { Source } from "./board-types.ts";
import { dropBundle, keepBundle, type Receipt } from "./bundle-store.ts";
import { manifestConflicts, weightsProblems } from "./derive/manifest-conflict.ts";
import { columnKeyOf, naturalKeyOf, settingKey, settingOf } from "./derive/setting.ts";
import { auditLog, backbones, metricValues, type ResultDetails, results } from "./schema.ts";
import type { Database, OpenDatabase } from "./shared-database.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export type InsertOutcome =
  /** `supersedes`: the result of the same cell that this one corrects. */
  | {
      readonly status: "created";
      readonly id: string;
      readonly backboneId: string;
      readonly supersedes: string | null;
    }
  /** The same bundle was stored before. */
  | { readonly status: "existing"; readonly id: string; readonly backboneId: string }
  | { readonly status: "invalid"; readonly problems: readonly BundleProblem[] }
  /** The backbone's id is taken by a different backbone. */
  | { readonly status: "conflict"; readonly problems: readonly BundleProblem[] };

/** Ends the transaction without a trace. */
class ManifestConflict extends Error {
  readonly problems: readonly BundleProblem[];
  constructor(problems: readonly BundleProblem[]) {
    super("the backbone id is taken");
    this.problems = problems;
  }
}

/** SHA-256 of the canonical bundle: the result's id and its Idempotency-Key. */
export function bundleId(bundle: unknown): string {
  return createHash("sha256").update(canonicalJson(bundle)).digest("hex");
}

function detailsOf(bundle: ResultBundle): ResultDetails {
  const { environment, dataset } = bundle;
  return {
    variant: bundle.variant,
    secondary: bundle.secondary,
    curve: bundle.training.curve,
    phases: bundle.phases,
    engines: bundle.engines,
    provenance: {
      protocolVersion: bundle.protocolVersion,
      evaluatorVersion: environment.evaluatorVersion,
      evaluatorCommit: environment.evaluatorCommit,
      weightsSha256: bundle.backbone.weightsSha256,
      graphSha256: bundle.backbone.graphSha256,
      datasetId: dataset.id,
      datasetFingerprint: dataset.fingerprint,
      datasetClasses: dataset.classes,
      distribution: dataset.distribution,
      command: environment.command,
      processor: environment.processor,
    },
  };
}

/** The backbone's row, locked until the transaction ends: uploads of one backbone follow one another. */
async function lockBackbone(tx: Database, id: string): Promise<typeof backbones.$inferSelect> {
  await tx.insert(backbones).values({ id }).onConflictDoNothing();
  const [stored] = await tx.select().from(backbones).where(eq(backbones.id, id)).for("update");
  if (!stored) throw new Error(`backbone ${id} vanished inside its own transaction`);
  return stored;
}

/** A bundle's row in `results`. */
export function resultRow(bundle: ResultBundle, id: string, receipt: Receipt): typeof results.$inferInsert {
  return {
    id,
    naturalKey: naturalKeyOf(bundle),
    source: receipt.source satisfies Source,
    backboneId: bundle.manifest.id,
    task: bundle.task,
    setting: settingKey(settingOf(bundle)),
    columnKey: columnKeyOf(bundle),
    seed: bundle.seed,
    learnableParametersMillions: bundle.readout.publishedParameters / 1e6,
    details: detailsOf(bundle),
    createdAt: new Date(bundle.createdAt),
    receivedAt: new Date(receipt.receivedAt),
    uploadedBy: receipt.uploadedBy,
  };
}

/** A bundle's rows in `metrics`. */
export function metricRows(bundle: ResultBundle, id: string): (typeof metricValues.$inferInsert)[] {
  return Object.entries(bundle.metrics).map(([metric, measurement]) => ({
    resultId: id,
    metric,
    value: measurement.value,
    replicates: Float32Array.from(measurement.bootstrap.replicates),
    indicesSha256: measurement.bootstrap.indicesSha256,
  }));
}

/** Rows of one bundle, inside the caller's transaction; null where it was stored before. Throws ManifestConflict. */
export async function storeBundle(
  tx: Database,
  bundle: ResultBundle,
  id: string,
  receipt: Receipt,
): Promise<{ readonly supersedes: string | null } | null> {
  const { manifest } = bundle;
  const backbone = await lockBackbone(tx, manifest.id);
  const known = await tx.select({ id: results.id }).from(results).where(eq(results.id, id));
  if (known.length > 0) return null;
  const problems = manifestConflicts(backbone, bundle);
  if (problems.length > 0) throw new ManifestConflict(problems);
  // Descriptions may be corrected: the newest is shown.
  const filed = { manifest, weightsSha256: bundle.backbone.weightsSha256 };
  await tx.update(backbones).set(filed).where(eq(backbones.id, manifest.id));
  const naturalKey = naturalKeyOf(bundle);
  const [corrected] = await tx
    .select({ id: results.id })
    .from(results)
    .where(eq(results.naturalKey, naturalKey))
    .orderBy(sql`${results.sequence} desc`)
    .limit(1);
  await tx.insert(results).values(resultRow(bundle, id, receipt));
  await tx.insert(metricValues).values(metricRows(bundle, id));
  return { supersedes: corrected?.id ?? null };
}

/**
 * The only write of results: an untrusted bundle -> all problems, or a durable file and then one transaction. A bundle
 * that is refused leaves neither file nor row; one whose transaction was lost in a crash is picked up at the next start.
 */
export async function insertResult(
  { db, bundleFolder }: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<InsertOutcome> {
  const parsed = parseBundle(value);
  if (!parsed.ok) return { status: "invalid", problems: parsed.problems };
  const { bundle } = parsed;
  const problems = weightsProblems(bundle);
  if (problems.length > 0) return { status: "invalid", problems };
  // Of the bundle as it was sent: one of an older schema keeps its name after it was converted.
  const id = bundleId(value);
  const backboneId = bundle.manifest.id;
  const known = await db.select({ id: results.id }).from(results).where(eq(results.id, id));
  if (known.length > 0) return { status: "existing", id, backboneId };
  await keepBundle(bundleFolder, id, canonicalJson(value), receipt);
  try {
    return await db.transaction(async (tx) => {
      const stored = await storeBundle(tx, bundle, id, receipt);
      if (!stored) return { status: "existing", id, backboneId };
      await tx.insert(auditLog).values({
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: stored.supersedes ? "correct result" : "add result",
        subject: id,
        details: { ...stored, backbone: backboneId, task: bundle.task, seed: bundle.seed },
      });
      await takeSnapshot(tx, new Date(receipt.receivedAt));
      return { status: "created", id, backboneId, ...stored };
    });
  } catch (error) {
    const rows = await db.select({ id: results.id }).from(results).where(eq(results.id, id));
    if (rows.length === 0) await dropBundle(bundleFolder, id);
    if (error instanceof ManifestConflict) return { status: "conflict", problems: error.problems };
    throw error;
  }
}
