import { eq } from "drizzle-orm";
import type { Database } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import type { CheckedEnvelope } from "../store/attestation.ts";

export type GoodEnvelope = Extract<CheckedEnvelope, { ok: true }>;

/** A result is verified as long as a signature of it counts: those in the table do, files are kept of all there ever were. */
export async function settleSource(tx: Database, resultId: string): Promise<void> {
  const counting = await tx.$count(attestations, eq(attestations.resultId, resultId));
  const source = counting > 0 ? "verified" : "measured";
  await tx.update(results).set({ source }).where(eq(results.id, resultId));
}

/** Rows of one checked envelope, inside the caller's transaction; false where the signer had signed before. */
export async function storeEnvelope(tx: Database, checked: GoodEnvelope, receivedAt: Date): Promise<boolean> {
  const { envelope, resultId, signedBy, signedAt } = checked;
  const row = { resultId, signedBy, signedAt: new Date(signedAt), envelope, receivedAt };
  const stored = await tx.insert(attestations).values(row).onConflictDoNothing().returning();
  if (stored.length === 0) return false;
  await settleSource(tx, resultId);
  return true;
}
