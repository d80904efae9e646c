import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { canInstall, installPackages, isProgram, pathFolders } from "./debian-packages.ts";

/** Where Debian keeps each version's programs, which are not on the path. */
const debianPostgres = "/usr/lib/postgresql";
const packages = ["postgresql"];

/** Folder of initdb, pg_ctl and pg_dump, the newest version's; null: not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianPostgres, version, "bin"));
  const found = [...folders, ...pathFolders()].find((folder) => isProgram(join(folder, "initdb")));
  return found ?? null;
}

/** Why this machine cannot run a PostgreSQL of its own; null: it can. */
export function postgresObstacle(): string | null {
  if (postgresPrograms() !== null || canInstall()) return null;
  return "found no PostgreSQL (initdb), and only root on Debian can install it";
}

/** Installs PostgreSQL where it is missing, as root on Debian. @returns what keeps it from it; null: it is there */
export async function installPostgres(): Promise<string | null> {
  const obstacle = postgresObstacle();
  if (obstacle !== null || postgresPrograms() !== null) return obstacle;
  await installPackages(packages);
  return postgresPrograms() === null ? `apt-get install ${packages.join(" ")}: no initdb after it` : null;
}
