import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Envelope,
  envelopeSchema,
  type Problem,
  parseDocument,
  preAuthenticationEncoding,
  type Statement,
  statementSchema,
} from "#contract";

/** Public keys of those who may vouch for results, by key id. */
export type MaintainerKeys = ReadonlyMap<string, { readonly name: string; readonly key: KeyObject }>;

/** Reads `<name>.pem` files; throws at one that is no Ed25519 public key, and at a name that no file could carry. */
export function readMaintainerKeys(folder: string): MaintainerKeys {
  const files = readdirSync(folder).filter((file) => file.endsWith(".pem"));
  return new Map(
    files.sort().map((file) => {
      if (!/^[a-z0-9][a-z0-9-]{0,62}\.pem$/.test(file)) {
        throw new Error(`${file} in ${folder}: expected a name such as ada-lovelace.pem`);
      }
      const key = createPublicKey(readFileSync(join(folder, file)));
      if (key.asymmetricKeyType !== "ed25519") {
        throw new Error(`${file} in ${folder} is a key of type ${key.asymmetricKeyType}; expected ed25519`);
      }
      const id = createHash("sha256")
        .update(key.export({ type: "spki", format: "der" }))
        .digest("hex");
      return [id, { name: file.slice(0, -".pem".length), key }];
    }),
  );
}

export type CheckedEnvelope =
  | {
      readonly ok: true;
      readonly envelope: Envelope;
      /** SHA-256 of the bundle that is vouched for. */
      readonly resultId: string;
      readonly signedBy: string;
      readonly signedAt: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const refused = (path: string, message: string): CheckedEnvelope => ({
  ok: false,
  problems: [{ path, message }],
});

function statementOf(payload: Uint8Array): Statement | null {
  try {
    return statementSchema.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/** An untrusted envelope -> what it says, if a maintainer's key made one of its signatures. */
export function checkEnvelope(value: unknown, keys: MaintainerKeys): CheckedEnvelope {
  const parsed = parseDocument(envelopeSchema, value);
  if (!parsed.ok) return parsed;
  const envelope = parsed.document;
  const payload = Buffer.from(envelope.payload, "base64");
  const signer = envelope.signatures.flatMap(({ keyid, sig }) => {
    const known = keys.get(keyid);
    const holds =
      known && verify(null, preAuthenticationEncoding(payload), known.key, Buffer.from(sig, "base64"));
    return holds ? [known.name] : [];
  })[0];
  if (signer === undefined) {
    return refused("signatures", `no valid signature of a key that this site knows (${keys.size} known)`);
  }
  const statement = statementOf(payload);
  const subject = statement?.subject[0];
  if (!statement || !subject) return refused("payload", "not an in-toto statement about one result");
  const { signedAt } = statement.predicate;
  return { ok: true, envelope, resultId: subject.digest.sha256, signedBy: signer, signedAt };
}
