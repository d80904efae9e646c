import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import { openTestDatabase } from "../test/database.ts";
import { healthOf } from "./health.ts";

let folder: string;
let open: OpenDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-health-"));
  open = await openTestDatabase(folder);
});

afterEach(() => rmSync(folder, { recursive: true }));

test("finds nothing wrong, and leaves no file behind", async () => {
  expect(await healthOf(open, folder)).toEqual({ database: null, files: null, disk: null });
  expect(await open.files.list("health")).toEqual([]);
  await open.close();
});

test("names a database that does not answer, files that cannot be written and a folder that is gone", async () => {
  await open.close();
  const broken = {
    ...open,
    files: { ...open.files, write: () => Promise.reject(new Error("EROFS: read-only file system")) },
  };
  const health = await healthOf(broken, join(folder, "gone"));
  expect(health.database).toBeTruthy();
  expect(health.files).toBe("EROFS: read-only file system");
  expect(health.disk).toMatch(/ENOENT/);
});
