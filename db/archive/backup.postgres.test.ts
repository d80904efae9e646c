import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDatabase } from "../open/client.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { shareDatabase } from "../open/shared-database.ts";
import { board, bundleText, listCohorts, listSnapshots } from "../read/queries.ts";
import { testBundle } from "../test/bundle.ts";
import { makeDatabase, openInMemory } from "../test/database.ts";
import { fillWithResults } from "../test/filled-site.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { documentId } from "../write/insert-document.ts";
import { insertResult } from "../write/insert-result.ts";
import { recoverResults } from "../write/recover.ts";
import { seedPaper } from "../write/seed.ts";
import { authenticate, createToken } from "../write/tokens.ts";

const run = promisify(execFile);
const server = inject("postgresAddress") ?? "";
const program = (name: string) => join(inject("postgresPrograms") ?? "", name);
const cohortId = "scenes-p1-smoke";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "backup-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Results, one of them corrected; answers with a token. */
async function fill(open: OpenDatabase): Promise<string> {
  await fillWithResults(open);
  return createToken(open, { holder: "ada", label: "lab", scopes: ["submit"], expiresAt: null });
}

const shown = async ({ db }: OpenDatabase) => ({
  cohorts: await listCohorts(db),
  board: await board(cohortId, db),
  snapshots: await listSnapshots(db),
});

test("what pg_dump and a copy of the files saved, pg_restore and that copy bring back", async () => {
  const address = await makeDatabase(server);
  const open = await openDatabase({ dataDirectory: join(folder, "data"), url: address });
  const token = await fill(open);
  const before = await shown(open);
  // The rows first: files may be newer than rows, never the other way round.
  await run(program("pg_dump"), ["--format=custom", `--file=${join(folder, "dump")}`, address]);
  cpSync(join(folder, "data"), join(folder, "copy"), { recursive: true });
  const late = testBundle({ seed: 8 });
  await insertResult(open, late, maintainerReceipt(8));
  cpSync(join(folder, "data"), join(folder, "copy"), { recursive: true });
  await open.close();

  const restored = await makeDatabase(server);
  await run(program("pg_restore"), [
    "--no-owner",
    "--exit-on-error",
    `--dbname=${restored}`,
    join(folder, "dump"),
  ]);
  const again = await openDatabase({ dataDirectory: join(folder, "copy"), url: restored });
  expect(await shown(again)).toEqual(before);
  expect(await authenticate(again.db, `Bearer ${token}`, "submit")).toMatchObject({ status: "accepted" });
  expect(await recoverResults(again)).toMatchObject({ added: 1, reports: [] });
  shareDatabase(again);
  expect(JSON.parse((await bundleText(documentId(late))) ?? "null")).toEqual(late);
  shareDatabase(undefined);
  let heard = 0;
  const listening = await again.listen(() => {
    heard += 1;
  });
  await insertResult(again, testBundle({ seed: 9 }), maintainerReceipt(9));
  while (heard < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await listening.stop();
  await again.close();
}, 60_000);

test("of an embedded database a copy of the files alone is enough for the same boards", async () => {
  const open = await openInMemory(join(folder, "embedded"));
  const token = await fill(open);
  const before = await shown(open);
  cpSync(join(folder, "embedded"), join(folder, "files"), { recursive: true });
  await open.close();
  const again = await openInMemory(join(folder, "files"));
  await seedPaper(again.db);
  expect(await recoverResults(again)).toMatchObject({ added: 3, reports: [] });
  const after = await shown(again);
  expect(await authenticate(again.db, `Bearer ${token}`, "submit")).toMatchObject({ status: "accepted" });
  expect(after.board).toEqual(before.board);
  expect(after.cohorts).toEqual(before.cohorts);
  expect(after.snapshots.map(({ id }) => id)).toEqual(
    expect.arrayContaining(before.snapshots.map(({ id }) => id)),
  );
  await again.close();
}, 60_000);
