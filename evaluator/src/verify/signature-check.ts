import { verify } from "node:crypto";
import {
  type Envelope,
  envelopeSchema,
  parseDocument,
  preAuthenticationEncoding,
  type Statement,
  signatureLapse,
  statementSchema,
} from "../contract/index.ts";
import { type Check, notCheckable } from "./check.ts";
import type { GivenSignature } from "./evidence.ts";
import type { TrustedKey } from "./trusted-keys.ts";

const name = "signature";

function statementOf(payload: Uint8Array): Statement | null {
  try {
    return statementSchema.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

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
  const payload = Buffer.from(parsed.document.payload, "base64");
  const statement = statementOf(payload);
  const subject = statement?.subject[0]?.digest.sha256;
  if (!statement || subject === undefined) return differing("its payload is no statement about one result");
  if (subject !== id) return differing(`it is about result ${subject}, not this one`);
  const signer = signerOf(parsed.document, payload, keys);
  if (signer === null) {
    return differing(
      `made by none of the ${keys.length} keys (key ids ${parsed.document.signatures.map(({ keyid }) => keyid.slice(0, 16)).join(", ")})`,
    );
  }
  const { signedAt } = statement.predicate;
  const lapse = signer.validity && signatureLapse(signer.validity, { signedAt, receivedAt });
  if (lapse) return differing(`of ${signer.name} does not count: ${lapse}`);
  const holder = signer.validity ? ` (${signer.validity.holder})` : "";
  const dates = signer.validity ? "" : "; when the key is valid is not known";
  return {
    ...{ name, outcome: "ok" },
    details: [`${signer.name}${holder} says to have measured this, signed ${signedAt}${dates}`],
  };
}

function signerOf(
  { signatures }: Envelope,
  payload: Uint8Array,
  keys: readonly TrustedKey[],
): TrustedKey | null {
  const signed = preAuthenticationEncoding(payload);
  for (const { keyid, sig } of signatures) {
    const key = keys.find(({ id }) => id === keyid);
    if (key && verify(null, signed, key.key, Buffer.from(sig, "base64"))) return key;
  }
  return null;
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
