import { eq } from "drizzle-orm";
import type { BundleProblem } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { attestations, auditLog, results } from "../schema.ts";
import { type CheckedEnvelope, checkEnvelope } from "../store/attestation.ts";
import { keepEnvelope, listEnvelopes, type Receipt } from "../store/bundles.ts";

export type AttestationOutcome =
  | {
      readonly status: "created" | "existing";
      readonly id: string;
      readonly backboneId: string;
      readonly signedBy: string;
    }
  | { readonly status: "invalid"; readonly problems: readonly BundleProblem[] }
  /** No such result here: upload the bundle first. */
  | { readonly status: "unknown result"; readonly id: string };

type GoodEnvelope = Extract<CheckedEnvelope, { ok: true }>;

/** Rows of one checked envelope, inside the caller's transaction; false where the signer had signed before. */
async function storeEnvelope(tx: Database, checked: GoodEnvelope, receivedAt: Date): Promise<boolean> {
  const { envelope, resultId, signedBy, signedAt } = checked;
  const row = { resultId, signedBy, signedAt: new Date(signedAt), envelope, receivedAt };
  const stored = await tx.insert(attestations).values(row).onConflictDoNothing().returning();
  if (stored.length === 0) return false;
  await tx.update(results).set({ source: "verified" }).where(eq(results.id, resultId));
  return true;
}

/** An untrusted envelope -> its problems, or a durable file and a verified result. */
export async function insertAttestation(
  { db, bundleFolder, maintainers }: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<AttestationOutcome> {
  const receivedAt = new Date(receipt.receivedAt);
  const checked = checkEnvelope(value, maintainers);
  if (!checked.ok) return { status: "invalid", problems: checked.problems };
  const { resultId, signedBy } = checked;
  const [result] = await db
    .select({ backboneId: results.backboneId })
    .from(results)
    .where(eq(results.id, resultId));
  if (!result) return { status: "unknown result", id: resultId };
  await keepEnvelope(bundleFolder, resultId, signedBy, JSON.stringify(checked.envelope));
  const created = await db.transaction(async (tx) => {
    const added = await storeEnvelope(tx, checked, receivedAt);
    const entry = { at: receivedAt, actor: receipt.uploadedBy, action: "verify result", subject: resultId };
    if (added) await tx.insert(auditLog).values({ ...entry, details: { signedBy } });
    return added;
  });
  return { status: created ? "created" : "existing", id: resultId, backboneId: result.backboneId, signedBy };
}

/** Applies every kept envelope whose result is there and which a key of today still vouches for; how many were missing. */
export async function addKeptAttestations(
  tx: Database,
  { bundleFolder, maintainers }: OpenDatabase,
): Promise<number> {
  const stored = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  let added = 0;
  for (const text of await listEnvelopes(bundleFolder)) {
    const checked = checkEnvelope(JSON.parse(text), maintainers);
    if (!checked.ok || !stored.has(checked.resultId)) continue;
    if (await storeEnvelope(tx, checked, new Date(checked.signedAt))) added += 1;
  }
  return added;
}
