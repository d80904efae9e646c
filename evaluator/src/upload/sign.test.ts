import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  envelopeSchema,
  preAuthenticationEncoding,
  statementSchema,
} from "../contract/index.ts";
import { keyId, readSigningKey, signBundle } from "./sign.ts";

describe("signBundle", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const bundle = { b: 1, a: [2] };
  const envelope = signBundle(bundle, "/somewhere/cell.json", privateKey, new Date("2026-11-26T00:00:00Z"));
  const payload = Buffer.from(envelope.payload, "base64");

  it("names the canonical bundle", () => {
    const statement = statementSchema.parse(JSON.parse(payload.toString()));
    const sha256 = createHash("sha256").update(canonicalJson(bundle)).digest("hex");
    expect(statement.subject).toEqual([{ name: "cell.json", digest: { sha256 } }]);
  });

  it("signs DSSE's encoding of the payload", () => {
    expect(envelopeSchema.safeParse(envelope).success).toBe(true);
    const [{ sig, keyid }] = envelope.signatures;
    expect(keyid).toBe(keyId(createPublicKey(privateKey)));
    const encoded = preAuthenticationEncoding(payload);
    expect(Buffer.from(encoded).toString()).toBe(
      `DSSEv1 28 application/vnd.in-toto+json ${payload.length} ${payload}`,
    );
    expect(verify(null, encoded, createPublicKey(privateKey), Buffer.from(sig, "base64"))).toBe(true);
  });
});

it("readSigningKey says what it found instead of an Ed25519 key", () => {
  const folder = mkdtempSync(join(tmpdir(), "evaluator-key-"));
  const path = join(folder, "key.pem");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }));
  expect(() => readSigningKey(path)).toThrow(/key.pem: a key of type ec; expected an Ed25519 private key/);
  expect(() => readSigningKey(join(folder, "none"))).toThrow(/ENOENT.*expected an Ed25519/);
  rmSync(folder, { recursive: true });
});
