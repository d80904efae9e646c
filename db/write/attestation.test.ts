import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { KeyValidity } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { attestationsOf, newestState } from "../read/queries.ts";
import { auditLog } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { listEnvelopes } from "../store/bundles.ts";
import { keyFolder, readMaintainerKeys } from "../store/maintainer-keys.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { testEnvelope } from "../test/signature.ts";
import { storedResult } from "../test/stored-result.ts";
import { insertAttestation } from "./insert-attestation.ts";
import { documentId } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { KeyWatch } from "./key-watch.ts";
import { rebuildResults } from "./rebuild.ts";

const bundle = testBundle();
const id = documentId(bundle);
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
let folder: string;
let open: OpenDatabase;

/** Ada's dates, as an operator writes them. */
const dates: KeyValidity = {
  ...{ holder: "ada-lovelace", validFrom: "2026-01-01T00:00:00Z", expiresAt: "2027-01-01T00:00:00Z" },
  revoked: null,
};
const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, "keys", name), typeof content === "string" ? content : JSON.stringify(content));
const setDates = (change: Partial<KeyValidity> = {}) => write("ada.json", { ...dates, ...change });
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const keys = () => readMaintainerKeys(join(folder, "keys"));
const later = "2026-11-23T00:00:00Z";

const envelope = (digest: string, key: KeyObject = privateKey, signedAt?: string) => {
  const [keyid = ""] = keys().keys();
  return testEnvelope(digest, key, keyid, signedAt);
};

const receipt = maintainerReceipt();
const attest = (value: unknown) => insertAttestation(open, value, { ...receipt, receivedAt: later });
const source = async () => (await storedResult(id, open.db))?.source;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-attestation-"));
  mkdirSync(join(folder, "keys"));
  write("ada.pem", pem(publicKey));
  setDates();
  const maintainers = keyFolder(join(folder, "keys"), () => {});
  open = { ...(await openTestDatabase(join(folder, "data"))), maintainers };
  await insertResult(open, bundle, receipt);
}, 60_000);

beforeEach(() => setDates());

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

describe("an envelope", () => {
  test("of a maintainer's key says which result it vouches for", () => {
    expect(checkEnvelope(envelope(id), keys(), later)).toMatchObject({
      ok: true,
      resultId: id,
      signedBy: "ada",
    });
  });

  test("of another key, of another payload, of no key at all is refused", () => {
    const stranger = generateKeyPairSync("ed25519").privateKey;
    const problems = [
      checkEnvelope(envelope(id, stranger), keys(), later),
      checkEnvelope({ ...envelope(id), payload: envelope("0".repeat(64)).payload }, keys(), later),
      checkEnvelope(envelope(id), new Map(), later),
      checkEnvelope({ payload: 3 }, keys(), later),
    ];
    expect(problems.map(({ ok }) => ok)).toEqual([false, false, false, false]);
  });

  test("for a result that is not here is not stored", async () => {
    expect(await attest(envelope("0".repeat(64)))).toEqual({
      status: "unknown result",
      id: "0".repeat(64),
    });
  });

  test("dated in the future, or by a key whose time is over, is refused with the reason", async () => {
    const ahead = await attest(envelope(id, privateKey, "2026-12-24T00:00:00Z"));
    expect(ahead).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringMatching(/in the future/) }],
    });
    setDates({ expiresAt: "2026-11-01T00:00:00Z" });
    const expired = await attest(envelope(id));
    expect(expired).toMatchObject({
      status: "invalid",
      problems: [{ path: "signatures", message: expect.stringMatching(/of ada: signed at .* had expired/) }],
    });
    setDates({ expiresAt: "2026-11-22T12:00:00Z" });
    const tooLate = await attest(envelope(id));
    expect(tooLate, "signed in time, by its own word").toMatchObject({
      problems: [{ message: expect.stringMatching(/received at .* had expired/) }],
    });
  });

  test("makes its result verified, once, and through a rebuild while its key is known", async () => {
    expect(await source()).toBe("measured");
    expect(await attest(envelope(id))).toMatchObject({ status: "created", id, signedBy: "ada" });
    const { kept } = await listEnvelopes(open.files);
    const again = await attest(envelope(id, privateKey, "2026-11-22T12:00:00Z"));
    expect(again).toMatchObject({ status: "existing" });
    expect((await listEnvelopes(open.files)).kept, "file and row stay the same signature").toEqual(kept);
    expect(await source()).toBe("verified");
    await rebuildResults(open);
    expect(await source()).toBe("verified");
    await rebuildResults({ ...open, maintainers: { read: () => new Map() } });
    expect(await source()).toBe("measured");
  });
});

describe("a key whose file is changed while the site serves", () => {
  const said: string[] = [];
  const watch = () => new KeyWatch(open, (line) => said.push(line));
  const shown = async () => ({
    source: await source(),
    signatures: (await attestationsOf(id, open.db)).length,
    state: await newestState(open.db),
  });

  test("acts at once, and in the state that pages and answers are kept under", async () => {
    const keyWatch = watch();
    await keyWatch.look();
    said.length = 0;
    const before = await shown();
    expect(before).toMatchObject({ source: "verified", signatures: 1 });

    setDates({ revoked: { at: "2026-11-26T00:00:00Z", reason: "retired" } });
    await keyWatch.look();
    expect(await shown(), "what a retired key signed before stays").toEqual(before);

    setDates({ revoked: { at: "2026-11-26T00:00:00Z", reason: "compromised" } });
    await keyWatch.look();
    const after = await shown();
    expect(after).toMatchObject({ source: "measured", signatures: 0 });
    expect(after.state).not.toBe(before.state);
    await rebuildResults(open);
    expect(await source(), "nor does a rebuild bring it back").toBe("measured");

    setDates();
    await keyWatch.look();
    expect(await shown(), "an operator's mistake is mended alike").toMatchObject({
      source: "verified",
      signatures: 1,
    });
    expect(said).toEqual([
      "maintainers' keys changed: signatures that count anew: 0, no longer: 1",
      "maintainers' keys changed: signatures that count anew: 1, no longer: 0",
    ]);
    const judged = await open.db.select().from(auditLog).where(eq(auditLog.action, "judge signatures"));
    expect(judged.map(({ details }) => details)).toContainEqual({ signed: [], unsigned: [id] });
  });

  test("retired before the signature arrived takes it along, whatever date it bears, also in a rebuild", async () => {
    setDates({ revoked: { at: "2026-11-22T12:00:00Z", reason: "retired" } });
    await watch().look();
    expect(await source()).toBe("measured");
    await rebuildResults(open);
    expect(await source(), "the server's own date is in the file").toBe("measured");
  });

  test("gives way to another of the same holder, whose signature counts", async () => {
    const other = generateKeyPairSync("ed25519");
    setDates({ revoked: { at: later, reason: "compromised" } });
    write("ada-second.pem", pem(other.publicKey));
    write("ada-second.json", dates);
    await watch().look();
    expect(await source()).toBe("measured");
    const signed = envelope(id, other.privateKey);
    const keyid = [...keys()].find(([, { name }]) => name === "ada-second")?.[0] ?? "";
    const sig = signed.signatures[0]?.sig ?? "";
    expect(await attest({ ...signed, signatures: [{ keyid, sig }] })).toMatchObject({
      ...{ status: "created", signedBy: "ada-second" },
    });
    expect(await source()).toBe("verified");
    rmSync(join(folder, "keys/ada-second.pem"));
    rmSync(join(folder, "keys/ada-second.json"));
    await watch().look();
    expect(await source(), "a key that is taken away").toBe("measured");
  });

  test("wrongly leaves the keys as they were, and is told once", () => {
    const lines: string[] = [];
    const ring = keyFolder(join(folder, "keys"), (line) => lines.push(line));
    const before = ring.read();
    write("ada.json", '{"holder":');
    expect([ring.read(), ring.read()]).toEqual([before, before]);
    expect(lines).toEqual([expect.stringMatching(/stay as they were: .*ada.json: .*expected when the key/)]);
    setDates();
    ring.read();
    expect(lines[1]).toMatch(/can be read again/);
  });
});

test("a folder of keys says what is wrong in it", () => {
  const wrong = (name: string, content: string, validity: unknown = dates) => {
    const elsewhere = mkdtempSync(join(tmpdir(), "leaderboard-keys-"));
    writeFileSync(join(elsewhere, `${name}.pem`), content);
    if (validity) writeFileSync(join(elsewhere, `${name}.json`), JSON.stringify(validity));
    try {
      readMaintainerKeys(elsewhere);
      return "nothing";
    } catch (error) {
      return (error as Error).message;
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  };
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  expect(wrong("ada", pem(publicKey))).toBe("nothing");
  expect(wrong("rsa", pem(rsa))).toMatch(/rsa.pem: a key of type rsa; expected ed25519/);
  expect(wrong("ada", privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toMatch(
    /a private key; expected the public/,
  );
  expect(wrong("ada", "no key")).toMatch(/ada.pem: .*; expected an Ed25519 public key/);
  expect(wrong("Ada", pem(publicKey))).toMatch(/expected a name such as/);
  expect(wrong("ada", pem(publicKey), null)).toMatch(
    /ada.json: ENOENT.*expected when the key beside it is valid/,
  );
  expect(wrong("ada", pem(publicKey), { ...dates, validFrom: "soon" })).toMatch(/ada.json: validFrom: /);
  expect(wrong("ada", "x".repeat(10_001))).toMatch(/10001 bytes; expected at most/);
});
