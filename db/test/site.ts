import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import * as schema from "../schema.ts";
import { openTestDatabase } from "./database.ts";

/** In the order in which their references allow them to be emptied. */
const tables = [
  ...[schema.attestations, schema.resultDocuments, schema.metricValues, schema.results],
  ...[schema.speedMeasurements, schema.backbones, schema.snapshots, schema.decisions],
  ...[schema.uploadTokens, schema.rateLimits, schema.auditLog],
];

/** Loses the database, and leaves the files. */
export async function forgetRows({ db }: OpenDatabase): Promise<void> {
  for (const table of tables) await db.delete(table);
}

/** A database and a folder of its files for the tests of one file, emptied after each of them. */
export async function openTestSite(
  name: string,
): Promise<{ readonly folder: string; readonly open: OpenDatabase }> {
  const folder = mkdtempSync(join(tmpdir(), `leaderboard-${name}-`));
  const open = await openTestDatabase(folder);
  afterEach(async () => {
    await forgetRows(open);
    for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, open };
}
