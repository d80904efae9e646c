import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { authenticate, revokeToken } from "#db/write/tokens.ts";
import { drawToken, formatToken, parseToken } from "#db/write/upload-token.ts";
import { writeBootstrapToken } from "./bootstrap-token.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-token-"));
  open = await openTestDatabase(folder);
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const tokenIn = (file: string) => readFileSync(file, "utf8").trim();
const statusOf = async (file: string) =>
  (await authenticate(open.db, `Bearer ${tokenIn(file)}`, "maintain")).status;

test("writes a working token once, for its owner only", async () => {
  const file = join(folder, "deep", "token");
  expect(await writeBootstrapToken(open, file)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await statusOf(file)).toBe("accepted");
  expect(await writeBootstrapToken(open, file)).toBe(false);
});

test("does not bring a revoked token back", async () => {
  const file = join(folder, "revoked");
  await writeBootstrapToken(open, file);
  await revokeToken(open, parseToken(tokenIn(file))?.id ?? "");
  expect(await writeBootstrapToken(open, file)).toBe(false);
  expect(await statusOf(file)).toBe("unknown");
});

test("replaces a token of a database that is gone", async () => {
  const file = join(folder, "old");
  writeFileSync(file, formatToken(drawToken()));
  expect(await writeBootstrapToken(open, file)).toBe(true);
  expect(await statusOf(file)).toBe("accepted");
});

test("overwrites no other file", async () => {
  const file = join(folder, "notes");
  writeFileSync(file, "my notes");
  await expect(writeBootstrapToken(open, file)).rejects.toThrow("holds no upload token");
  expect(tokenIn(file)).toBe("my notes");
});
