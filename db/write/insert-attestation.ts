import { and, eq } from "drizzle-orm";
import type { Problem } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { dropEnvelope, keepEnvelope, type Receipt } from "../store/bundles.ts";
import { fileThenRows } from "./file-then-rows.ts";
import { type GoodEnvelope, lockSignatures, storeEnvelope } from "./signature-rows.ts";

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

/** A signer's clock may be so much ahead of the site's. */
const toleratedMs = 10 * 60_000;

function datedAhead({ signedAt }: GoodEnvelope, { receivedAt }: Receipt): Problem | null {
  if (Date.parse(signedAt) <= Date.parse(receivedAt) + toleratedMs) return null;
  return { path: "payload", message: `signed at ${signedAt}, in the future: it is ${receivedAt}` };
}

/** An untrusted envelope -> its problems, or a durable file and a verified result. */
export async function insertAttestation(
  { db, files, maintainers }: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<AttestationOutcome> {
  const checked = checkEnvelope(value, maintainers.read(), receipt.receivedAt);
  if (!checked.ok) return { status: "invalid", problems: checked.problems };
  const ahead = datedAhead(checked, receipt);
  if (ahead) return { status: "invalid", problems: [ahead] };
  const { resultId, signedBy } = checked;
  const [result] = await db
    .select({ backboneId: results.backboneId })
    .from(results)
    .where(eq(results.id, resultId));
  if (!result) return { status: "unknown result", id: resultId };
  const { receivedAt } = receipt;
  const problems: Problem[] = [];
  const added = await fileThenRows(db, {
    ...{ receipt, subject: resultId },
    action: () => "verify result",
    details: () => ({ signedBy }),
    isStored: async () => {
      const own = and(eq(attestations.resultId, resultId), eq(attestations.signedBy, signedBy));
      return (await db.select().from(attestations).where(own)).length > 0;
    },
    keepFile: () => keepEnvelope(files, resultId, signedBy, { envelope: checked.envelope, receivedAt }),
    dropFile: () => dropEnvelope(files, resultId, signedBy),
    store: async (tx) => {
      await lockSignatures(tx);
      // Its key may have been revoked, and all been judged, since it was looked at.
      const again = checkEnvelope(value, maintainers.read(), receivedAt);
      if (!again.ok) {
        problems.push(...again.problems);
        return null;
      }
      return (await storeEnvelope(tx, checked, new Date(receivedAt))) || null;
    },
  });
  if (problems.length > 0) return { status: "invalid", problems };
  const { backboneId } = result;
  return { status: added ? "created" : "existing", id: resultId, backboneId, signedBy };
}
