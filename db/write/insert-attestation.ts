import { eq } from "drizzle-orm";
import type { Problem } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { type CheckedEnvelope, checkEnvelope } from "../store/attestation.ts";
import { keepEnvelope, listEnvelopes, type Receipt } from "../store/bundles.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles } from "./rows-then-files.ts";
import { settleStanding } from "./standing.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export type AttestationOutcome =
  | {
      readonly status: "created" | "existing";
      readonly id: string;
      readonly backboneId: string;
      readonly signedBy: string;
    }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] }
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
  await settleStanding(tx, resultId);
  return true;
}

/** An untrusted envelope -> its problems, or a verified result and a durable file. */
export async function insertAttestation(
  open: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<AttestationOutcome> {
  const { db, maintainers } = open;
  const receivedAt = new Date(receipt.receivedAt);
  const checked = checkEnvelope(value, maintainers);
  if (!checked.ok) return { status: "invalid", problems: checked.problems };
  const { resultId, signedBy } = checked;
  const [result] = await db
    .select({ backboneId: results.backboneId })
    .from(results)
    .where(eq(results.id, resultId));
  if (!result) return { status: "unknown result", id: resultId };
  const added = await rowsThenFiles(open, async (into) => {
    if (!(await storeEnvelope(into.tx, checked, receivedAt))) return false;
    await takeSnapshot(into, receivedAt);
    keepEnvelope(into.keep, resultId, signedBy, JSON.stringify(checked.envelope));
    await appendAudit(into, {
      ...{ at: receivedAt, actor: receipt.uploadedBy, action: "verify result", subject: resultId },
      details: { signedBy },
    });
    return true;
  });
  const { backboneId } = result;
  return { status: added ? "created" : "existing", id: resultId, backboneId, signedBy };
}

/** Applies every kept envelope whose result is there and which a key of today still vouches for; how many were missing. */
export async function addKeptAttestations(
  tx: Database,
  { files, maintainers }: OpenDatabase,
): Promise<number> {
  const stored = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  let added = 0;
  for (const text of await listEnvelopes(files)) {
    const checked = checkEnvelope(JSON.parse(text), maintainers);
    if (!checked.ok || !stored.has(checked.resultId)) continue;
    if (await storeEnvelope(tx, checked, new Date(checked.signedAt))) added += 1;
  }
  return added;
}
