import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import { snapshots } from "../schema.ts";
import { folderStore } from "../store/file-store.ts";
import type { MaintainerKeys } from "../store/maintainer-keys.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { fillSite } from "../test/filled-site.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { testEnvelope } from "../test/signature.ts";
import { insertAttestation } from "../write/insert-attestation.ts";
import { documentId } from "../write/insert-document.ts";
import { verifyEverything } from "./verify-everything.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-verify-"));
  open = await openTestDatabase(folder);
  await fillSite(open);
  const key = { holder: "ada", validFrom: "2026-01-01T00:00:00Z", expiresAt: null, revoked: null };
  const keys: MaintainerKeys = new Map([["1".repeat(64), { ...key, name: "ada", key: publicKey }]]);
  open = { ...open, maintainers: { read: () => keys } };
  const signed = await insertAttestation(open, testEnvelope(first, privateKey, "1".repeat(64)), {
    ...maintainerReceipt(),
    receivedAt: "2026-11-23T00:00:00.000Z",
  });
  expect(signed.status).toBe("created");
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const first = documentId(testBundle());

/** Damages a copy of the files; what is then found. */
async function afterwards(change: (copy: string) => void): Promise<string[]> {
  const copy = mkdtempSync(join(tmpdir(), "leaderboard-verify-copy-"));
  cpSync(folder, copy, { recursive: true });
  change(copy);
  const { differences } = await verifyEverything({ ...open, files: folderStore(copy) });
  rmSync(copy, { recursive: true });
  return differences.map(({ subject, difference }) => `${subject}: ${difference}`);
}

test("a site that was filled has no differences, and every kind of file was read", async () => {
  const { files, differences, setAside } = await verifyEverything(open);
  expect(differences).toEqual([]);
  expect(setAside).toEqual([]);
  for (const [kind, count] of Object.entries(files)) {
    if (kind !== "outputSizes") expect(count, kind).toBeGreaterThan(0);
  }
});

test("every kind of difference is named", async () => {
  const found = (change: (copy: string) => void) => afterwards(change);
  const receipt = `bundles/${first}.receipt.json`;
  const rewrite = (copy: string, field: string, value: unknown) => {
    const kept = JSON.parse(readFileSync(join(copy, receipt), "utf8"));
    writeFileSync(join(copy, receipt), JSON.stringify({ ...kept, [field]: value }));
  };
  expect(await found((copy) => rewrite(copy, "uploadedBy", "eve"))).toEqual([
    `${receipt}: uploadedBy is "eve"; the row has "uploader-0"`,
  ]);
  expect(await found((copy) => rewrite(copy, "sequence", 77))).toEqual([
    expect.stringMatching(/sequence is 77; the row has \d/),
  ]);
  expect(await found((copy) => truncateSync(join(copy, `bundles/${first}.json`), 99))).toEqual([
    expect.stringContaining(`bundles/${first}.json: is no JSON, or cut off`),
  ]);
  expect(await found((copy) => rmSync(join(copy, `bundles/${first}.json`)))).toEqual([
    `${receipt}: is a receipt without its document`,
    `bundles/${first}.json: is not there, though its row is`,
  ]);
  const [picture = ""] = readdirSync(join(folder, "pictures"));
  expect(await found((copy) => writeFileSync(join(copy, "pictures", picture), "x"))).toEqual([
    expect.stringContaining(`pictures/${picture}: has the hash`),
    expect.stringContaining(`pictures/${picture}: is not there, as index`),
  ]);
  expect(await found((copy) => rmSync(join(copy, "snapshots/000000000002.json")))).toEqual([
    "snapshots/000000000002.json: is not there",
  ]);
  expect(await found((copy) => writeFileSync(join(copy, "bundles/Notes"), ""))).toEqual([
    "bundles/Notes: is none of the site's files, or was never finished",
  ]);
  const [token = ""] = readdirSync(join(folder, "tokens"));
  expect(await found((copy) => rmSync(join(copy, "tokens", token)))).toEqual([
    `tokens/${token}: is not there, though its row is`,
  ]);
  const signature = `bundles/${first}.ada.dsse.json`;
  expect(await found((copy) => rmSync(join(copy, signature)))).toEqual([
    `${signature}: is not there as its row has it`,
  ]);
  expect(await found((copy) => truncateSync(join(copy, signature), 99))).toEqual([
    expect.stringContaining(`${signature}: is no JSON, or cut off`),
  ]);
  const { envelope } = JSON.parse(readFileSync(join(folder, signature), "utf8"));
  const redated = JSON.stringify({ envelope, receivedAt: "2026-11-24T00:00:00.000Z" });
  expect(await found((copy) => writeFileSync(join(copy, signature), redated))).toEqual([
    `${signature}: receivedAt is 2026-11-24T00:00:00.000Z; the row has 2026-11-23T00:00:00.000Z`,
  ]);
  const other = documentId(testBundle({ value: 60 }));
  const kept = JSON.stringify(testEnvelope(other, privateKey, "1".repeat(64)));
  const unstored = `bundles/${other}.ada.dsse.json`;
  expect(await found((copy) => writeFileSync(join(copy, unstored), kept))).toEqual([
    `${unstored}: counts, and has no row`,
  ]);
  const [decision = ""] = readdirSync(join(folder, "decisions"));
  expect(await found((copy) => writeFileSync(join(copy, "decisions", decision), "{"))).toEqual([
    expect.stringContaining(`decisions/${decision}: is no JSON, or cut off`),
  ]);
  expect(await found((copy) => rmSync(join(copy, "audit/000000000002.json")))).toEqual([
    expect.stringContaining("audit log: entry 3 does not follow"),
    "audit log: entry 2 has a row and no good file",
  ]);
});

test("a snapshot whose changes do not add up to it is named", async () => {
  const rows = await open.db.select().from(snapshots);
  await open.db.update(snapshots).set({ added: [] });
  const { differences } = await verifyEverything(open);
  expect(differences.map(({ difference }) => difference)).toContain("is not what its changes add up to");
  for (const row of rows)
    await open.db.insert(snapshots).values(row).onConflictDoUpdate({ target: snapshots.sequence, set: row });
  expect((await verifyEverything(open)).differences).toEqual([]);
});
