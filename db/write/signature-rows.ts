import { eq } from "drizzle-orm";
import { sourceOf } from "../derive/standing.ts";
import type { Database } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import type { CheckedEnvelope } from "../store/attestation.ts";
import type { FileStore } from "../store/file-store.ts";
import { settleManifest } from "./backbone-row.ts";
import { settleStanding } from "./standing.ts";

export type GoodEnvelope = Extract<CheckedEnvelope, { ok: true }>;

/**
 * What follows for a result from its signatures in the table, which are those that count: verified where there is one, else
 * as it came.
 */
export async function settleSignatures(tx: Database, files: FileStore, resultId: string): Promise<void> {
  const [result] = await tx
    .select({ role: results.role, standing: results.standing, backboneId: results.backboneId })
    .from(results)
    .where(eq(results.id, resultId));
  if (!result) return;
  const counting = await tx.$count(attestations, eq(attestations.resultId, resultId));
  const source = sourceOf(result.role, counting > 0);
  await tx.update(results).set({ source }).where(eq(results.id, resultId));
  const standing = await settleStanding(tx, resultId);
  if (standing !== result.standing) await settleManifest(tx, files, result.backboneId);
}

/** Rows of one checked envelope, inside the caller's transaction; false where the signer had signed before. */
export async function storeEnvelope(
  tx: Database,
  files: FileStore,
  { envelope, resultId, signedBy, signedAt }: GoodEnvelope,
  receivedAt: Date,
): Promise<boolean> {
  const row = { resultId, signedBy, signedAt: new Date(signedAt), envelope, receivedAt };
  const stored = await tx.insert(attestations).values(row).onConflictDoNothing().returning();
  if (stored.length === 0) return false;
  await settleSignatures(tx, files, resultId);
  return true;
}
