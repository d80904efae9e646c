import { eq } from "drizzle-orm";
import type { Problem } from "#contract";
import { clockToleranceMs } from "../derive/door/date-problems.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { results } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { keepEnvelope, type Receipt } from "../store/bundles.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles } from "./rows-then-files.ts";
import { type GoodEnvelope, storeEnvelope } from "./signature-rows.ts";
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

function datedAhead({ signedAt }: GoodEnvelope, { receivedAt }: Receipt): Problem | null {
  if (Date.parse(signedAt) <= Date.parse(receivedAt) + clockToleranceMs) return null;
  return { path: "payload", message: `signed at ${signedAt}, in the future: it is ${receivedAt}` };
}

/** An untrusted envelope -> its problems, or a verified result and a durable file. */
export async function insertAttestation(
  open: OpenDatabase,
  value: unknown,
  receipt: Receipt,
): Promise<AttestationOutcome> {
  const { db, maintainers } = open;
  const { receivedAt, uploadedBy } = receipt;
  const checked = checkEnvelope(value, maintainers.read(), receivedAt);
  if (!checked.ok) return { status: "invalid", problems: checked.problems };
  const ahead = datedAhead(checked, receipt);
  if (ahead) return { status: "invalid", problems: [ahead] };
  const { resultId, signedBy } = checked;
  const [result] = await db
    .select({ backboneId: results.backboneId })
    .from(results)
    .where(eq(results.id, resultId));
  if (!result) return { status: "unknown result", id: resultId };
  const at = new Date(receivedAt);
  const problems: Problem[] = [];
  const added = await rowsThenFiles(open, async (into) => {
    // Its key may have been revoked, and all been judged, since it was looked at.
    const again = checkEnvelope(value, maintainers.read(), receivedAt);
    if (!again.ok) {
      problems.push(...again.problems);
      return false;
    }
    if (!(await storeEnvelope(into.tx, open.files, checked, at))) return false;
    await takeSnapshot(into, at);
    keepEnvelope(into.keep, resultId, signedBy, { envelope: checked.envelope, receivedAt });
    await appendAudit(into, {
      ...{ at, actor: uploadedBy, action: "verify result", subject: resultId },
      details: { signedBy },
    });
    return true;
  });
  if (problems.length > 0) return { status: "invalid", problems };
  const { backboneId } = result;
  return { status: added ? "created" : "existing", id: resultId, backboneId, signedBy };
}
