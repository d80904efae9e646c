import { type KeyObject, sign } from "node:crypto";
import {
  attestationPayloadType,
  attestationPredicate,
  type Envelope,
  preAuthenticationEncoding,
  statementType,
} from "#contract";

/** A signature of a result, as `evaluator sign` makes it. */
export function testEnvelope(
  digest: string,
  key: KeyObject,
  keyid: string,
  signedAt = "2026-11-22T00:00:00Z",
): Envelope {
  const payload = Buffer.from(
    JSON.stringify({
      _type: statementType,
      subject: [{ name: "cell.json", digest: { sha256: digest } }],
      predicateType: attestationPredicate,
      predicate: { signedAt },
    }),
  );
  const sig = sign(null, preAuthenticationEncoding(payload), key).toString("base64");
  return {
    payloadType: attestationPayloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid, sig }],
  };
}
