import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  attestationPayloadType,
  attestationPredicate,
  type Envelope,
  preAuthenticationEncoding,
  statementType,
} from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { checkEnvelope, type MaintainerKeys, readMaintainerKeys } from "../store/attestation.ts";
import { listEnvelopes } from "../store/bundles.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { storedResult } from "../test/stored-result.ts";
import { insertAttestation } from "./insert-attestation.ts";
import { documentId } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { rebuildResults } from "./rebuild.ts";

const bundle = testBundle();
const id = documentId(bundle);
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
let folder: string;
let keys: MaintainerKeys;
let open: OpenDatabase;

/** As `evaluator sign` makes it. */
function envelope(digest: string, key: KeyObject = privateKey, signedAt = "2026-11-22T00:00:00Z"): Envelope {
  const payload = Buffer.from(
    JSON.stringify({
      _type: statementType,
      subject: [{ name: "cell.json", digest: { sha256: digest } }],
      predicateType: attestationPredicate,
      predicate: { signedAt },
    }),
  );
  const sig = sign(null, preAuthenticationEncoding(payload), key).toString("base64");
  const [keyid = ""] = keys.keys();
  return {
    payloadType: attestationPayloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid, sig }],
  };
}

const receipt = maintainerReceipt();
const attest = (value: unknown) =>
  insertAttestation(open, value, { ...receipt, receivedAt: "2026-11-23T00:00:00Z" });
const source = async () => (await storedResult(id, open.db))?.source;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-attestation-"));
  writeFileSync(join(folder, "ada.pem"), publicKey.export({ type: "spki", format: "pem" }));
  keys = readMaintainerKeys(folder);
  open = { ...(await openTestDatabase(join(folder, "bundles"))), maintainers: keys };
  await insertResult(open, bundle, receipt);
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

describe("an envelope", () => {
  test("of a maintainer's key says which result it vouches for", () => {
    expect(checkEnvelope(envelope(id), keys)).toMatchObject({ ok: true, resultId: id, signedBy: "ada" });
  });

  test("of another key, of another payload, of no key at all is refused", () => {
    const stranger = generateKeyPairSync("ed25519").privateKey;
    const problems = [
      checkEnvelope(envelope(id, stranger), keys),
      checkEnvelope({ ...envelope(id), payload: envelope("0".repeat(64)).payload }, keys),
      checkEnvelope(envelope(id), new Map()),
      checkEnvelope({ payload: 3 }, keys),
    ];
    expect(problems.map(({ ok }) => ok)).toEqual([false, false, false, false]);
  });

  test("for a result that is not here is not stored", async () => {
    expect(await attest(envelope("0".repeat(64)))).toEqual({
      status: "unknown result",
      id: "0".repeat(64),
    });
  });

  test("makes its result verified, once, and through a rebuild while its key is known", async () => {
    expect(await source()).toBe("measured");
    expect(await attest(envelope(id))).toMatchObject({ status: "created", id, signedBy: "ada" });
    const [kept] = await listEnvelopes(open.files);
    const again = await attest(envelope(id, privateKey, "2026-11-24T00:00:00Z"));
    expect(again).toMatchObject({ status: "existing" });
    expect(await listEnvelopes(open.files), "file and row stay the same signature").toEqual([kept]);
    expect(await source()).toBe("verified");
    await rebuildResults(open);
    expect(await source()).toBe("verified");
    await rebuildResults({ ...open, maintainers: new Map() }, 1);
    expect(await source()).toBe("measured");
  });
});

test("a key file of another kind is named", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const elsewhere = mkdtempSync(join(tmpdir(), "leaderboard-keys-"));
  writeFileSync(join(elsewhere, "rsa.pem"), other.export({ type: "spki", format: "pem" }));
  expect(() => readMaintainerKeys(elsewhere)).toThrow(/rsa.pem .* type rsa; expected ed25519/);
  rmSync(elsewhere, { recursive: true });
});
