import { verify } from "node:crypto";
import {
  type Envelope,
  envelopeSchema,
  type Problem,
  parseDocument,
  payloadOf,
  preAuthenticationEncoding,
  signatureLapse,
  statementOf,
} from "#contract";
import type { MaintainerKey, MaintainerKeys } from "./maintainer-keys.ts";

export type CheckedEnvelope =
  | {
      readonly ok: true;
      readonly envelope: Envelope;
      /** SHA-256 of the bundle that is vouched for. */
      readonly resultId: string;
      /** Name of the key. */
      readonly signedBy: string;
      readonly signedAt: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const refused = (path: string, message: string): CheckedEnvelope => ({
  ok: false,
  problems: [{ path, message }],
});

/** Keys that really made one of the signatures. */
function signersOf(envelope: Envelope, keys: MaintainerKeys): MaintainerKey[] {
  const signed = preAuthenticationEncoding(payloadOf(envelope));
  return envelope.signatures.flatMap(({ keyid, sig }) => {
    const known = keys.get(keyid);
    return known && verify(null, signed, known.key, Buffer.from(sig, "base64")) ? [known] : [];
  });
}

/**
 * An untrusted envelope -> what it says, if the key of a maintainer made one of its signatures while it was valid.
 *
 * @param receivedAt when a server first saw it; null: that was not written down
 */
export function checkEnvelope(
  value: unknown,
  keys: MaintainerKeys,
  receivedAt: string | null,
): CheckedEnvelope {
  const parsed = parseDocument(envelopeSchema, value);
  if (!parsed.ok) return parsed;
  const envelope = parsed.document;
  const signers = signersOf(envelope, keys);
  if (signers.length === 0) {
    return refused("signatures", `no valid signature of a key that this site knows (${keys.size} known)`);
  }
  const statement = statementOf(envelope);
  if (statement === null) return refused("payload", "not an in-toto statement about one result");
  const lapses: string[] = [];
  for (const signer of signers) {
    const lapse = signatureLapse(signer, { signedAt: statement.signedAt, receivedAt });
    if (lapse === null) {
      return { ok: true, envelope, ...statement, signedBy: signer.name };
    }
    lapses.push(`of ${signer.name}: ${lapse}`);
  }
  return refused("signatures", lapses.join("; "));
}
