import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { insertResult } from "../write/insert-result.ts";
import { countRequest, createToken } from "../write/tokens.ts";
import { type Listening, shownTables } from "./changes.ts";
import type { OpenDatabase } from "./shared-database.ts";

let folder: string;
let open: OpenDatabase;
let listening: Listening;
let heard: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-changes-"));
  open = await openTestDatabase(folder);
  listening = await open.listen((word) => heard.push(word));
}, 60_000);

afterAll(async () => {
  await listening.stop();
  await open.close();
  rmSync(folder, { recursive: true });
});

const receipt = maintainerReceipt();

/** How often a change was heard of when what was said after it is heard. */
async function heardOf(change: () => Promise<unknown>): Promise<number> {
  heard = [];
  await change();
  await open.db.execute(sql`select pg_notify('rows_changed', 'the end')`);
  while (!heard.includes("the end")) await new Promise((resolve) => setTimeout(resolve, 5));
  return heard.length - 1;
}

test("an upload is heard of once; a known one, a refused one, a token and a counted request are not", async () => {
  const bundle = testBundle();
  expect(await heardOf(() => insertResult(open, bundle, receipt))).toBe(1);
  expect(await heardOf(() => insertResult(open, bundle, receipt))).toBe(0);
  const other = testBundle({ seed: 1, manifest: { inputSize: 448 } });
  expect(await heardOf(() => insertResult(open, other, receipt))).toBe(0);
  const token = { holder: "lab", label: "lab", scopes: ["submit"], expiresAt: null } as const;
  expect(await heardOf(() => createToken(open, token))).toBe(0);
  expect(await heardOf(() => countRequest(open.db, "lab", 5, new Date(0)))).toBe(0);
});

test.each(shownTables)("a row of %s that is changed by hand is heard of", async (table) => {
  expect(await heardOf(() => open.db.execute(sql.raw(`delete from ${table} where false`)))).toBe(1);
});
