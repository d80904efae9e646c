import { and, eq } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { listEnvelopes } from "../store/bundles.ts";
import type { FileStore } from "../store/file-store.ts";
import type { FileProblem } from "../store/kept-json.ts";
import type { MaintainerKeys } from "../store/maintainer-keys.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFilesAlone } from "./rows-then-files.ts";
import { settleSignatures, storeEnvelope } from "./signature-rows.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export interface Judgement {
  /** Results that have one signature more that counts, or one less. */
  readonly signed: readonly string[];
  readonly unsigned: readonly string[];
  /** Kept signatures that cannot be read. */
  readonly problems: readonly FileProblem[];
}

/** Rows of signatures that do not count any more leave the table; their files stay. Results that lost one. */
async function dropLapsed(tx: Database, files: FileStore, keys: MaintainerKeys): Promise<string[]> {
  const unsigned: string[] = [];
  for (const { envelope, receivedAt, resultId, signedBy } of await tx.select().from(attestations)) {
    const checked = checkEnvelope(envelope, keys, receivedAt.toISOString());
    if (checked.ok && checked.signedBy === signedBy) continue;
    await tx
      .delete(attestations)
      .where(and(eq(attestations.resultId, resultId), eq(attestations.signedBy, signedBy)));
    await settleSignatures(tx, files, resultId);
    unsigned.push(resultId);
  }
  return unsigned;
}

/**
 * Holds every signature to the keys of now: what no longer counts leaves the table, what counts again comes back from its
 * file, and results are verified accordingly. Inside the caller's transaction, in which nobody else writes rows or files.
 */
export async function judgeSignatures(
  tx: Database,
  { files, maintainers }: OpenDatabase,
): Promise<Judgement> {
  const keys = maintainers.read();
  const unsigned = await dropLapsed(tx, files, keys);
  const known = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  const { kept, problems } = await listEnvelopes(files);
  const signed: string[] = [];
  for (const { envelope, receivedAt } of kept) {
    const checked = checkEnvelope(envelope, keys, receivedAt);
    if (!checked.ok || !known.has(checked.resultId)) continue;
    const stored = await storeEnvelope(tx, files, checked, new Date(receivedAt ?? checked.signedAt));
    if (stored) signed.push(checked.resultId);
  }
  return { signed, unsigned, problems };
}

/** After keys have changed: judges all signatures and writes down what that changed. */
export async function applyKeys(open: OpenDatabase, now = new Date()): Promise<Judgement> {
  return rowsThenFilesAlone(open, async (into) => {
    const judgement = await judgeSignatures(into.tx, open);
    const { signed, unsigned } = judgement;
    if (signed.length + unsigned.length > 0) {
      await takeSnapshot(into, now);
      const event = { actor: "site", action: "judge signatures", subject: "maintainers' keys" };
      await appendAudit(into, { at: now, ...event, details: { signed, unsigned } });
    }
    return judgement;
  });
}
