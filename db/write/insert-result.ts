import { eq, sql } from "drizzle-orm";
import { parseBundle, type ResultBundle } from "#contract";
import type { Source } from "../derive/board/cell.ts";
import { columnKeyOf, naturalKeyOf, settingKey, settingOf } from "../derive/board/setting.ts";
import { manifestConflicts, privateProblems, weightsProblems } from "../derive/manifest-conflict.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { backbones, metricValues, type ResultDetails, results } from "../schema.ts";
import { type KeptReceipt, type Receipt, shelves } from "../store/bundles.ts";
import {
  BackboneConflict,
  documentId,
  type InsertOutcome,
  insertDocument,
  lockBackbone,
  numbered,
  type StoredMeasurement,
} from "./insert-document.ts";
import type { Writing } from "./rows-then-files.ts";
import { takeSnapshot } from "./take-snapshot.ts";

function detailsOf(bundle: ResultBundle): ResultDetails {
  const { environment, dataset } = bundle;
  return {
    variant: bundle.variant,
    secondary: bundle.secondary,
    curve: bundle.training.curve,
    phases: bundle.phases,
    engines: bundle.engines,
    resampled: Object.values(bundle.metrics)[0]?.bootstrap.resampled ?? "images",
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

/** A bundle's row in `results`. */
export function resultRow(
  bundle: ResultBundle,
  id: string,
  receipt: KeptReceipt,
): typeof results.$inferInsert {
  return {
    id,
    ...numbered(receipt),
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
    replicates: Float32Array.from(measurement.bootstrap.replicates, (replicate) => replicate ?? Number.NaN),
    indicesSha256: measurement.bootstrap.indicesSha256,
  }));
}

/** Rows of one bundle, inside the caller's transaction; null where it was stored before. Throws BackboneConflict. */
export async function storeBundle(
  tx: Database,
  bundle: ResultBundle,
  id: string,
  receipt: KeptReceipt,
): Promise<StoredMeasurement | null> {
  const { manifest } = bundle;
  const backbone = await lockBackbone(tx, manifest.id);
  const known = await tx.select({ id: results.id }).from(results).where(eq(results.id, id));
  if (known.length > 0) return null;
  const problems = manifestConflicts(backbone, bundle);
  if (problems.length > 0) throw new BackboneConflict(problems);
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
  const [row] = await tx
    .insert(results)
    .values(resultRow(bundle, id, receipt))
    .returning({ sequence: results.sequence });
  if (!row) throw new Error(`result ${id} got no row`);
  await tx.insert(metricValues).values(metricRows(bundle, id));
  return { ...row, supersedes: corrected?.id ?? null };
}

/** The only write of results: an untrusted bundle -> all problems, or its rows and a durable file. */
export async function insertResult(
  open: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<InsertOutcome> {
  const parsed = parseBundle(value);
  if (!parsed.ok) return { status: "invalid", problems: parsed.problems };
  const { document: bundle } = parsed;
  const problems = [...privateProblems("manifest", bundle.manifest), ...weightsProblems(bundle)];
  if (problems.length > 0) return { status: "invalid", problems };
  // Of the bundle as it was sent: one of an older schema keeps its name after it was converted.
  const id = documentId(value);
  const isStored = async () =>
    (await open.db.select({ id: results.id }).from(results).where(eq(results.id, id))).length > 0;
  const store = async (into: Writing) => {
    const stored = await storeBundle(into.tx, bundle, id, receipt);
    if (stored) await takeSnapshot(into, new Date(receipt.receivedAt));
    return stored;
  };
  const details = { task: bundle.task, seed: bundle.seed };
  return insertDocument(
    open,
    {
      ...{ id, document: value, backboneId: bundle.manifest.id, noun: "result", details },
      ...{ shelf: shelves.bundle, isStored, store },
    },
    receipt,
  );
}
