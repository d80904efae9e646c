import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installCluster } from "./cluster-programs.ts";
import { startSlurm } from "./cluster-services.ts";
import { startPostgres } from "./postgres-server.ts";
import { announce, runScript } from "./step.ts";

/**
 * Installs Slurm and PostgreSQL where they are missing, starts both on loopback, runs the tests that need them, and stops
 * what it started.
 *
 * @param args further arguments of vitest
 * @returns the exit code
 */
export async function testCluster(args: readonly string[]): Promise<number> {
  const missing = await installCluster();
  if (missing !== null) {
    console.error(missing);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "cluster-"));
  // The database runs as a user of its own, below this folder.
  chmodSync(folder, 0o755);
  try {
    announce("starting Slurm and PostgreSQL");
    await using slurm = await startSlurm(join(folder, "slurm"));
    await using postgres = await startPostgres(join(folder, "postgres"));
    announce("real cells through both (vitest)");
    return await runScript("test:cluster-cells", args, {
      SLURM_CONF: slurm.configuration,
      EVALUATOR_DATABASE: postgres.address,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
