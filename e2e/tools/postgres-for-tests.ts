import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { postgresPrograms } from "./postgres-programs.ts";
import { startPostgres } from "./postgres-server.ts";

/** Starts PostgreSQL for vitest's project of that name, whose tests make a database each. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  // The server runs as a user of its own, below this folder.
  chmodSync(folder, 0o755);
  const server = await startPostgres(join(folder, "server"));
  project.provide("postgresAddress", server.address);
  project.provide("postgresPrograms", postgresPrograms() ?? "");
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
