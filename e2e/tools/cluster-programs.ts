import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { announce, runProgram } from "./step.ts";

/** Where Debian keeps each version's programs, which are not on the path. */
const debianPostgres = "/usr/lib/postgresql";
const slurmPrograms = ["slurmctld", "slurmd", "sbatch", "sinfo", "munged"];
const packages = ["slurm-wlm", "munge", "postgresql"];
/** Asked by Debian's packages before they start what they installed. */
const startPolicy = "/usr/sbin/policy-rc.d";

/** Folder of initdb and pg_ctl, the newest version's; null: not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianPostgres, version, "bin"));
  const found = [...folders, ...pathFolders()].find((folder) => isProgram(join(folder, "initdb")));
  return found ?? null;
}

const pathFolders = (): string[] =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].filter((folder) => folder !== "");

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const isThere = (): boolean =>
  postgresPrograms() !== null &&
  slurmPrograms.every((name) => pathFolders().some((folder) => isProgram(join(folder, name))));

const isRoot = (): boolean => process.getuid?.() === 0;

/** Why this machine cannot run a cluster of its own; null: it can. */
export function clusterObstacle(): string | null {
  // Only root may start jobs as their users, and make a user of the database that is not root.
  if (!isRoot()) return "Slurm and PostgreSQL are started as root, and this is another user";
  if (isThere() || existsSync("/etc/debian_version")) return null;
  return `found no Slurm (${slurmPrograms.join(", ")}) or no PostgreSQL, and this is no Debian to install them on`;
}

/** Installs what is missing, as root on Debian. @returns what keeps it from it; null: all is there */
export async function installCluster(): Promise<string | null> {
  const obstacle = clusterObstacle();
  if (obstacle !== null || isThere()) return obstacle;
  announce(`installing ${packages.join(", ")} (apt-get)`);
  const hasPolicy = existsSync(startPolicy);
  // 101: not allowed. The tests start their own, and nothing else is to run.
  if (!hasPolicy) writeFileSync(startPolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await runProgram("apt-get", ["update", "-qq"]);
    await runProgram("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      DEBIAN_FRONTEND: "noninteractive",
    });
  } finally {
    if (!hasPolicy) rmSync(startPolicy);
  }
  return isThere() ? null : `apt-get install ${packages.join(" ")}: something is still missing`;
}
