import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  attestationPayloadType,
  attestationPredicate,
  canonicalJson,
  type Envelope,
  preAuthenticationEncoding,
  type Statement,
  statementType,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { documentId } from "./upload.ts";

const signatureEnding = ".dsse.json";

export const isSignaturePath = (path: string): boolean => path.endsWith(signatureEnding);

/** Where the signature of a bundle's file lies: beside it. */
export const signaturePath = (bundlePath: string): string =>
  `${bundlePath.replace(/\.json$/, "")}${signatureEnding}`;

/** @throws InputError unless the file holds an unencrypted Ed25519 private key in PEM. */
export function readSigningKey(path: string): KeyObject {
  const expected = "expected an Ed25519 private key, as `openssl genpkey -algorithm ed25519` writes it";
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message}; ${expected}`);
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  throw new InputError(`${path}: a key of type ${key.asymmetricKeyType}; ${expected}`);
}

/** SHA-256 of the public key's SubjectPublicKeyInfo; names a key in envelopes. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/**
 * A DSSE envelope in which the key's owner vouches for a bundle.
 *
 * @param bundle As it lies in its file: its canonical form is the subject.
 */
export function signBundle(bundle: unknown, path: string, key: KeyObject, now: Date): Envelope {
  const statement: Statement = {
    _type: statementType,
    subject: [{ name: basename(path), digest: { sha256: documentId(bundle) } }],
    predicateType: attestationPredicate,
    predicate: { signedAt: now.toISOString() },
  };
  const payload = Buffer.from(canonicalJson(statement));
  const signature = sign(null, preAuthenticationEncoding(payload), key);
  return {
    payloadType: attestationPayloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid: keyId(key), sig: signature.toString("base64") }],
  };
}
