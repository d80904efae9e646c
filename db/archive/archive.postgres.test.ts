import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { openDatabase } from "../open/client.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { board, listCohorts, listSnapshots } from "../read/queries.ts";
import { decisions, results } from "../schema.ts";
import { keepPicture } from "../store/pictures.ts";
import { testBundle } from "../test/bundle.ts";
import { makeDatabase, openInMemory, openTestDatabase } from "../test/database.ts";
import { pictureName, testArtefacts, testPicture } from "../test/documents.ts";
import { fillWithResults } from "../test/filled-site.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { type S3Server, startS3 } from "../test/s3-server.ts";
import { testSpeed } from "../test/speed.ts";
import { insertResult } from "../write/insert-result.ts";
import { insertResultDocument } from "../write/insert-result-document.ts";
import { insertSpeed } from "../write/insert-speed.ts";
import { recoverResults } from "../write/recover.ts";
import { authenticate, createToken } from "../write/tokens.ts";
import { exportArchive } from "./export-archive.ts";
import { importArchive } from "./import-archive.ts";

const server = inject("postgresAddress") ?? "";
const madeAt = new Date("2026-11-27T00:00:00Z");
let folder: string;
let s3: S3Server;
let embedded: OpenDatabase;
let token: string;

const archive = (name: string) => join(folder, `${name}.archive`);

async function fill(open: OpenDatabase): Promise<void> {
  await fillWithResults(open);
  await insertSpeed(open, testSpeed(), maintainerReceipt(5));
  const bytes = testPicture(8);
  const picture = { file: pictureName(bytes), width: 8, height: 8 };
  await keepPicture(open.files, picture.file, bytes);
  const bundle = testBundle({ seed: 1, value: 41 });
  const document = await insertResultDocument(
    open,
    "artefacts",
    testArtefacts(bundle, picture),
    maintainerReceipt(6),
  );
  expect(document.status).toBe("created");
  token = await createToken(open, { holder: "ada", label: "lab", scopes: ["submit"], expiresAt: null });
  await open.db.insert(decisions).values({
    ...{ id: "a".repeat(64), action: "ban", subject: "bob", reason: "spam \u00e9 \u{1f642}" },
    ...{ decidedBy: "ada", decidedAt: madeAt },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "archive-"));
  s3 = await startS3();
  embedded = await openInMemory(join(folder, "embedded"));
  await fill(embedded);
  await exportArchive(embedded, archive("embedded"), madeAt);
}, 60_000);

afterAll(async () => {
  await embedded.close();
  await s3[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const textOf = (name: string) => gunzipSync(readFileSync(archive(name))).toString("utf8");

describe("an archive of an embedded database with its folder", () => {
  let elsewhere: OpenDatabase;

  beforeAll(async () => {
    const location = {
      dataDirectory: join(folder, "unused"),
      url: await makeDatabase(server),
      files: s3.location,
    };
    elsewhere = await openDatabase(location);
    await importArchive(elsewhere, archive("embedded"));
  }, 60_000);

  afterAll(() => elsewhere.close());

  test("gives the same on PostgreSQL and S3, and back", async () => {
    await exportArchive(elsewhere, archive("elsewhere"), madeAt);
    expect(textOf("elsewhere")).toBe(textOf("embedded"));
    const back = await openInMemory(join(folder, "back"));
    await importArchive(back, archive("elsewhere"));
    await exportArchive(back, archive("back"), madeAt);
    await back.close();
    expect(textOf("back")).toBe(textOf("embedded"));
  }, 60_000);

  test("shows the same boards under the same addresses, and knows its tokens", async () => {
    const cohorts = await listCohorts(embedded.db);
    expect(await listCohorts(elsewhere.db)).toEqual(cohorts);
    for (const { id } of cohorts) expect(await board(id, elsewhere.db)).toEqual(await board(id, embedded.db));
    expect(await listSnapshots(elsewhere.db)).toEqual(await listSnapshots(embedded.db));
    expect(await authenticate(elsewhere.db, `Bearer ${token}`, "submit")).toMatchObject({
      status: "accepted",
    });
    expect(textOf("embedded")).not.toContain(token.split("_")[2]);
  });

  test("has no file too few and none too many, and goes on counting", async () => {
    expect(await elsewhere.files.all()).toEqual(await embedded.files.all());
    expect(await recoverResults(elsewhere)).toMatchObject({ added: 0, reports: [] });
    const bundle = testBundle({ seed: 7 });
    for (const open of [embedded, elsewhere]) await insertResult(open, bundle, maintainerReceipt(9));
    const sequences = async ({ db }: OpenDatabase) =>
      (await db.select({ sequence: results.sequence }).from(results)).map(({ sequence }) => sequence).sort();
    expect(await sequences(elsewhere)).toEqual(await sequences(embedded));
  });

  test("is refused where something is already, and nothing changes", async () => {
    const before = await elsewhere.files.all();
    await expect(importArchive(elsewhere, archive("embedded"))).rejects.toThrow("backbones has rows already");
    expect(await elsewhere.files.all()).toEqual(before);
    const open = await openTestDatabase(join(folder, "used"));
    await open.files.write("bundles/other.json", "{}");
    await expect(importArchive(open, archive("embedded"))).rejects.toThrow("such as bundles/other.json");
    expect(await open.db.select().from(results)).toEqual([]);
    await open.close();
  });

  test("does not take the place of a file", async () => {
    writeFileSync(archive("mine"), "mine");
    await expect(exportArchive(embedded, archive("mine"), madeAt)).rejects.toThrow("is there already");
    expect(readFileSync(archive("mine"), "utf8")).toBe("mine");
  });
});

describe("a damaged archive", () => {
  let open: OpenDatabase;
  let whole: string[];

  beforeAll(async () => {
    open = await openTestDatabase(join(folder, "target"));
    whole = textOf("embedded").trimEnd().split("\n");
  });

  afterAll(() => open.close());

  /** Lines with an end that holds. */
  const sealed = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join("");
    const sha256 = createHash("sha256").update(text).digest("hex");
    return `${text}${JSON.stringify({ end: { lines: lines.length, sha256 } })}\n`;
  };
  const body = () => whole.slice(0, -1);
  const file = (name: string) => JSON.stringify({ file: name, base64: "e30=" });

  test.each<[string, () => string | Buffer, string]>([
    ["with another letter", () => whole.join("\n").replace("spam", "span").concat("\n"), "is damaged"],
    ["cut off between lines", () => body().join("\n").concat("\n"), "has no end"],
    ["cut off within a line", () => whole.join("\n").slice(0, -10), "is cut off within a line"],
    ["that goes on", () => `${whole.join("\n")}\n${file("bundles/x.json")}\n`, "goes on after its end"],
    ["with a line of something else", () => sealed([...body(), '{"shell":"rm"}']), "is none of an archive's"],
    ["with a file that leads out", () => sealed([...body(), file("../x.json")]), 'file name "../x.json"'],
    [
      "with a table of another program",
      () => sealed([...body(), '{"table":"pg_user","rows":[]}']),
      "a table pg_user",
    ],
    [
      "of another version",
      () => sealed([(whole[0] ?? "").replace(/"tables":"[^"]*"/, '"tables":"0001_old"'), ...body().slice(1)]),
      "the tables of migration 0001_old",
    ],
    ["of no lines", () => "", "has no end"],
  ])("%s is refused, and touches nothing", async (_, content, expected) => {
    writeFileSync(archive("damaged"), gzipSync(content()));
    await expect(importArchive(open, archive("damaged"))).rejects.toThrow(expected);
    expect(await open.files.all()).toEqual([]);
    expect(await open.db.select().from(results)).toEqual([]);
  });

  test("whose zip is cut off, or is none, is refused", async () => {
    writeFileSync(archive("damaged"), readFileSync(archive("embedded")).subarray(0, -20));
    await expect(importArchive(open, archive("damaged"))).rejects.toThrow("cannot read");
    writeFileSync(archive("damaged"), "plain");
    await expect(importArchive(open, archive("damaged"))).rejects.toThrow("cannot read");
  });

  test("whose rows contradict one another leaves no row and no file, after its files too", async () => {
    const lines = body();
    const orphan = { table: "metrics", rows: [{ result_id: "nothing", metric: "x", value: 1 }] };
    writeFileSync(archive("damaged"), gzipSync(sealed([...lines, JSON.stringify(orphan)])));
    await expect(importArchive(open, archive("damaged"))).rejects.toThrow();
    expect(await open.files.all()).toEqual([]);
    expect(await open.db.select().from(results)).toEqual([]);
  });

  test("is no trouble for the next import, and neither are files of one that was killed", async () => {
    await open.files.write("bundles/half.json", "{}");
    writeFileSync(archive("again"), gzipSync(sealed([...body(), file("bundles/half.json")])));
    await importArchive(open, archive("again"));
    expect((await open.db.select().from(results)).length).toBeGreaterThan(100);
    expect(existsSync(join(folder, "target", "bundles/half.json"))).toBe(true);
  });
});
