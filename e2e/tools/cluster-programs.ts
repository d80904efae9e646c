import { join } from "node:path";
import { canInstall, installPackages, isProgram, isRoot, pathFolders } from "./debian-packages.ts";
import { postgresPrograms } from "./postgres-programs.ts";

const slurmPrograms = ["slurmctld", "slurmd", "sbatch", "sinfo", "munged"];
const packages = ["slurm-wlm", "munge", "postgresql"];

const isThere = (): boolean =>
  postgresPrograms() !== null &&
  slurmPrograms.every((name) => pathFolders().some((folder) => isProgram(join(folder, name))));

/** Why this machine cannot run a cluster of its own; null: it can. */
export function clusterObstacle(): string | null {
  // Only root may start jobs as their users.
  if (!isRoot()) return "Slurm and PostgreSQL are started as root, and this is another user";
  if (isThere() || canInstall()) return null;
  return `found no Slurm (${slurmPrograms.join(", ")}) or no PostgreSQL, and this is no Debian to install them on`;
}

/** Installs what is missing, as root on Debian. @returns what keeps it from it; null: all is there */
export async function installCluster(): Promise<string | null> {
  const obstacle = clusterObstacle();
  if (obstacle !== null || isThere()) return obstacle;
  await installPackages(packages);
  return isThere() ? null : `apt-get install ${packages.join(" ")}: something is still missing`;
}
