import { verify } from "node:crypto";
import {
  type Envelope,
  envelopeSchema,
  parseDocument,
  payloadOf,
  preAuthenticationEncoding,
  signatureLapse,
  statementOf,
} from "../contract/index.ts";
import { type Check, notCheckable } from "./check.ts";
import type { GivenSignature } from "./evidence.ts";
import type { TrustedKey } from "./trusted-keys.ts";

const name = "signature";

/** Of one envelope: which key made it, what it says and whether that counts. */
function checkOne(
  { envelope: value, receivedAt }: GivenSignature,
  id: string,
  keys: readonly TrustedKey[],
): Check {
  const differing = (detail: string): Check => ({ name, outcome: "differs", details: [detail] });
  const parsed = parseDocument(envelopeSchema, value);
  if (!parsed.ok)
    return differing(
      `no DSSE envelope: ${parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("; ")}`,
    );
  const { document: envelope } = parsed;
  const statement = statementOf(envelope);
  if (statement === null) return differing("its payload is no statement about one result");
  const { resultId, signedAt } = statement;
  if (resultId !== id) return differing(`it is about result ${resultId}, not this one`);
  const signers = signersOf(envelope, keys);
  if (signers.length === 0) {
    return differing(
      `made by none of the ${keys.length} keys (key ids ${envelope.signatures.map(({ keyid }) => keyid.slice(0, 16)).join(", ")})`,
    );
  }
  const lapseOf = ({ validity }: TrustedKey) =>
    validity && signatureLapse(validity, { signedAt, receivedAt });
  // As at a site, one that counts is enough.
  const signer = signers.find((one) => lapseOf(one) === null);
  if (signer === undefined) {
    return differing(signers.map((one) => `of ${one.name} does not count: ${lapseOf(one)}`).join("; "));
  }
  const holder = signer.validity ? ` (${signer.validity.holder})` : "";
  const dates = signer.validity ? "" : "; when the key is valid is not known";
  return {
    ...{ name, outcome: "ok" },
    details: [`${signer.name}${holder} says to have measured this, signed ${signedAt}${dates}`],
  };
}

/** Keys that really made one of the signatures. */
function signersOf(envelope: Envelope, keys: readonly TrustedKey[]): TrustedKey[] {
  const signed = preAuthenticationEncoding(payloadOf(envelope));
  return envelope.signatures.flatMap(({ keyid, sig }) => {
    const known = keys.find(({ id }) => id === keyid);
    return known && verify(null, signed, known.key, Buffer.from(sig, "base64")) ? [known] : [];
  });
}

export interface SignatureFacts {
  /** SHA-256 of the canonical bundle. */
  readonly id: string;
  readonly signatures: readonly GivenSignature[];
  readonly keys: readonly TrustedKey[];
  /** Whose word it is that the keys are maintainers'. */
  readonly keysFrom: "reader" | "site" | "nowhere";
}

/** Every signature held to the keys that there are; where nobody signed, or no key is there, that is said. */
export function signatureChecks({ id, signatures, keys, keysFrom }: SignatureFacts): Check[] {
  if (signatures.length === 0) {
    if (keysFrom !== "reader") return [notCheckable(name, "nobody has signed it")];
    return [
      { name, outcome: "differs", details: ["nobody has signed it, with a key that was given or another"] },
    ];
  }
  if (keysFrom === "nowhere") {
    return [notCheckable(name, `${signatures.length} there; give the signer's public key with --key`)];
  }
  const checks = signatures.map((one) => checkOne(one, id, keys));
  if (keysFrom === "reader") return checks;
  const caution =
    "keys of the same site: they show that it agrees with itself, not who signed; --key takes others";
  return [...checks, notCheckable("keys", caution)];
}
