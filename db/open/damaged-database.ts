import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { causesOf, codeOf } from "./error-causes.ts";

/** The embedded database cannot be used; the message says where, why and what helps. */
export class DamagedDatabaseError extends Error {
  override readonly name = "DamagedDatabaseError";
}

/** Errors of the file system that say nothing of the database, and what helps. */
const surroundings: Readonly<Record<string, string>> = {
  EACCES: "let this process's user read and write that folder",
  EPERM: "let this process's user read and write that folder",
  EROFS: "the file system is read-only: mount it for writing, or name another DATA_DIR",
  ENOSPC: "the disk is full: free some space",
  EDQUOT: "the quota is used up: free some space",
  EIO: "the disk reports errors: look at the system's log",
  ENOTDIR: "DATA_DIR has to name a folder",
};

const controlBytes = 8192;

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

/** What is visibly wrong with the files; null: nothing that a look at them shows. */
function visibleDamage(folder: string): string | null {
  const control = sizeOf(join(folder, "global/pg_control"));
  if (control === null) return "global/pg_control is missing";
  if (control !== controlBytes) return `global/pg_control has ${control} bytes, not ${controlBytes}`;
  const version = sizeOf(join(folder, "PG_VERSION"));
  if (!version) return "PG_VERSION is missing or empty";
  return `PG_VERSION is ${readFileSync(join(folder, "PG_VERSION"), "latin1").trim().slice(0, 20)}`;
}

/**
 * PostgreSQL's internal errors and damaged data (class XX), its trouble with files (class 58; its manual, appendix A), or
 * the end of its program (PGlite runs as WebAssembly, which aborts).
 */
export function isDamage(error: unknown): boolean {
  return [...causesOf(error)].some(
    (one) => /^(XX|58)...$/.test(codeOf(one) ?? "") || one instanceof WebAssembly.RuntimeError,
  );
}

/** An error of the embedded database in `folder`, which is `DATA_DIR/pglite`, as one that names what helps. */
export function explainDamage(error: unknown, folder: string): DamagedDatabaseError {
  if (error instanceof DamagedDatabaseError) return error;
  const errors = [...causesOf(error)];
  const why = errors.at(-1)?.message ?? String(error);
  const code = errors.map(codeOf).find((one) => one !== null && one in surroundings);
  const place = `the embedded database in ${folder}`;
  if (code)
    return new DamagedDatabaseError(`cannot open ${place}: ${why}; ${surroundings[code]}`, { cause: error });
  const seen = visibleDamage(folder);
  return new DamagedDatabaseError(
    `${place} is damaged or of another version (${why.replace(/\.$/, "")}${seen ? `; ${seen}` : ""}): ` +
      `move ${folder} away and start again; everything accepted is in the files beside it and is read anew`,
    { cause: error },
  );
}
