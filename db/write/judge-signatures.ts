import { and, eq } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { listEnvelopes } from "../store/bundles.ts";
import type { MaintainerKeys } from "../store/maintainer-keys.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFilesAlone } from "./rows-then-files.ts";
import { type GoodEnvelope, settleSource, storeEnvelope } from "./signature-rows.ts";

export interface Judgement {
  /** Results that have one signature more that counts, or one less. */
  readonly signed: readonly string[];
  readonly unsigned: readonly string[];
}

const rowName = (row: { readonly resultId: string; readonly signedBy: string }) =>
  `${row.resultId} ${row.signedBy}`;

/**
 * Holds every kept signature to the keys of now: what no longer counts leaves the table, what counts again comes back, and
 * results are verified accordingly. Inside the caller's transaction, in which nobody else writes rows or files.
 */
export async function judgeSignatures(
  tx: Database,
  { files, maintainers }: OpenDatabase,
): Promise<Judgement> {
  const keys = maintainers.read();
  const known = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  const stored = await tx
    .select({ resultId: attestations.resultId, signedBy: attestations.signedBy })
    .from(attestations);
  const counting = await countingSignatures({ files, keys });
  const before = new Set(stored.map(rowName));
  const missing = [...counting].filter(
    ([name, { checked }]) => known.has(checked.resultId) && !before.has(name),
  );
  const lapsed = stored.filter((row) => !counting.has(rowName(row)));
  for (const { resultId, signedBy } of lapsed) {
    await tx
      .delete(attestations)
      .where(and(eq(attestations.resultId, resultId), eq(attestations.signedBy, signedBy)));
    await settleSource(tx, resultId);
  }
  for (const [, { checked, receivedAt }] of missing) await storeEnvelope(tx, checked, receivedAt);
  return {
    signed: missing.map(([, { checked }]) => checked.resultId),
    unsigned: lapsed.map(({ resultId }) => resultId),
  };
}

/** Kept signatures that the keys of now vouch for, by result and signer. */
async function countingSignatures({
  files,
  keys,
}: Pick<OpenDatabase, "files"> & { readonly keys: MaintainerKeys }) {
  const counting = new Map<string, { readonly checked: GoodEnvelope; readonly receivedAt: Date }>();
  for (const { envelope, receivedAt } of await listEnvelopes(files)) {
    const checked = checkEnvelope(envelope, keys, receivedAt);
    if (!checked.ok) continue;
    counting.set(rowName(checked), { checked, receivedAt: new Date(receivedAt ?? checked.signedAt) });
  }
  return counting;
}

/** After keys have changed: judges all signatures and writes down what that changed. */
export async function applyKeys(open: OpenDatabase, now = new Date()): Promise<Judgement> {
  return rowsThenFilesAlone(open, async (into) => {
    const judgement = await judgeSignatures(into.tx, open);
    if (judgement.signed.length + judgement.unsigned.length > 0) {
      const event = { actor: "site", action: "judge signatures", subject: "maintainers' keys" };
      await appendAudit(into, { at: now, ...event, details: { ...judgement } });
    }
    return judgement;
  });
}
