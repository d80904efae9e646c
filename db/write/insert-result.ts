import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { networkDifferences, parseBundle, type ResultBundle } from "#contract";
import { columnKeyOf, naturalKeyOf, settingKey, settingOf } from "../derive/board/setting.ts";
import { doorProblems } from "../derive/door/door.ts";
import { conflictProblems } from "../derive/manifest-conflict.ts";
import { type Standing, sourceOf } from "../derive/standing.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { doorFacts } from "../read/door-facts.ts";
import { backbones, metricValues, type ResultDetails, results } from "../schema.ts";
import { type KeptReceipt, type Receipt, shelves } from "../store/bundles.ts";
import { heldManifest, lockBackbone } from "./backbone-row.ts";
import type { CellRow } from "./cell-holder.ts";
import {
  BackboneConflict,
  documentId,
  type InsertOutcome,
  insertDocument,
  numbered,
  type StoredMeasurement,
  senderOf,
} from "./insert-document.ts";
import type { Writing } from "./rows-then-files.ts";
import { standingNow } from "./standing.ts";
import { takeSnapshot } from "./take-snapshot.ts";

function detailsOf(bundle: ResultBundle): ResultDetails {
  const { environment, dataset } = bundle;
  return {
    variant: bundle.variant,
    secondary: bundle.secondary,
    curve: bundle.training.curve,
    sigmas: bundle.readout.sigmas,
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
  standing: Standing = "accepted",
): typeof results.$inferInsert {
  return {
    id,
    ...numbered(receipt),
    naturalKey: naturalKeyOf(bundle),
    source: sourceOf(receipt.role, false),
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
    holder: receipt.holder,
    role: receipt.role,
    standing,
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

/** Rows of one bundle that has none, inside the caller's transaction. Throws BackboneConflict. */
export async function storeBundle(
  tx: Database,
  bundle: ResultBundle,
  id: string,
  receipt: KeptReceipt,
): Promise<StoredMeasurement> {
  const { manifest } = bundle;
  const held = await heldManifest(tx, await lockBackbone(tx, manifest.id));
  const standing = await standingNow(tx, id, receipt.role);
  // One that is withdrawn is read from its file again, whoever has the id now.
  const differences = held && standing !== "withdrawn" ? networkDifferences(manifest, held) : [];
  const problems = conflictProblems("manifest", manifest.id, differences);
  if (problems.length > 0) throw new BackboneConflict(problems);
  if (standing === "accepted" || held === null) {
    // As `describingResult` says of all there are, of which this is the newest.
    await tx.update(backbones).set({ manifest }).where(eq(backbones.id, manifest.id));
  }
  const [row] = await tx
    .insert(results)
    .values(resultRow(bundle, id, receipt, standing))
    .returning({ sequence: results.sequence });
  if (!row) throw new Error(`result ${id} got no row`);
  await tx.insert(metricValues).values(metricRows(bundle, id));
  return { ...row, standing };
}

/** Every result of a natural key's cell, oldest first. */
function resultsOfCell(tx: Database, naturalKey: string): Promise<CellRow[]> {
  const { id, holder, standing } = results;
  return tx
    .select({ id, naturalKey: results.naturalKey, holder, standing })
    .from(results)
    .where(
      and(eq(results.cellKey, sql`((${naturalKey}::jsonb - 'seed')::text)`), isNotNull(results.uploadedBy)),
    )
    .orderBy(asc(results.sequence));
}

/** The only write of results: an untrusted bundle -> all problems, or its rows and a durable file. */
export async function insertResult(
  open: OpenDatabase,
  value: unknown,
  receipt: Receipt,
  corrects: string | null = null,
): Promise<InsertOutcome> {
  const parsed = parseBundle(value);
  if (!parsed.ok) return { status: "invalid", problems: parsed.problems };
  const { document: bundle } = parsed;
  // Of the bundle as it was sent: one of an older schema keeps its name after it was converted.
  const id = documentId(value);
  const isStored = async () => (await open.db.$count(results, eq(results.id, id))) > 0;
  const store = async (into: Writing, placed: Receipt) => {
    const stored = await storeBundle(into.tx, bundle, id, placed);
    await takeSnapshot(into, new Date(receipt.receivedAt));
    return stored;
  };
  const arrival = { now: new Date(receipt.receivedAt), sender: senderOf(receipt) };
  const naturalKey = naturalKeyOf(bundle);
  const details = { task: bundle.task, seed: bundle.seed };
  return insertDocument(
    open,
    {
      ...{ id, document: value, backboneId: bundle.manifest.id, noun: "result", details },
      ...{ shelf: shelves.bundle, naturalKey, isStored, store },
      cell: (tx) => resultsOfCell(tx, naturalKey),
      problems: async (tx) => doorProblems(bundle, await doorFacts(tx, bundle, arrival)),
    },
    receipt,
    corrects,
  );
}
