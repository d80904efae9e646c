import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** Two processes on one embedded database lose data silently, so the folder is locked before it is opened. */
export interface FolderLock {
  release(): void;
}

const holderSchema = z.object({
  pid: z.number().int(),
  /** A process id is reused, a process id with its start time is not. */
  startedAt: z.string(),
  host: z.string(),
  command: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

const takeoverPatienceMs = 10_000;

export class FolderLockedError extends Error {
  override readonly name = "FolderLockedError";
}

/** null: no such process. */
function startOf(pid: number): string | null {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // Fields are counted after the command, which may itself hold spaces and brackets; start time is field 22.
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
    } catch {
      return null;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

function readHolder(file: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  return holder.host !== hostname() || startOf(holder.pid) === holder.startedAt;
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx", flush: true });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function refuse(file: string, holder: Holder | null): never {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} (${holder.command})`
    : "a process that left no readable name";
  throw new FolderLockedError(
    `the database folder is in use by ${who}, which holds ${file}; stop it first` +
      `${holder && holder.host !== hostname() ? ", or delete that file if that machine is gone" : ""}`,
  );
}

/** Removes a lock whose process is gone. One process at a time: two takers could delete each other's new lock. */
function clearStale(file: string): void {
  const takeover = `${file}.takeover`;
  if (!create(takeover, String(process.pid))) {
    const age = Date.now() - (statSync(takeover, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age < takeoverPatienceMs) refuse(file, readHolder(file));
    renameSync(takeover, `${takeover}.${process.pid}`);
    rmSync(`${takeover}.${process.pid}`, { force: true });
    clearStale(file);
    return;
  }
  try {
    const holder = readHolder(file);
    const abandoned = holder ? !isAlive(holder) : ageMs(file) > takeoverPatienceMs;
    if (abandoned) rmSync(file, { force: true });
    else refuse(file, holder);
  } finally {
    rmSync(takeover, { force: true });
  }
}

function ageMs(file: string): number {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written === undefined ? Number.POSITIVE_INFINITY : Date.now() - written;
}

/** Takes `<folder>/database.lock`; throws FolderLockedError naming the holder. A crashed holder's lock is taken over. */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "database.lock");
  const own: Holder = {
    pid: process.pid,
    startedAt: startOf(process.pid) ?? "",
    host: hostname(),
    command: process.argv.slice(1).join(" "),
  };
  const content = JSON.stringify(own);
  if (!create(file, content)) {
    clearStale(file);
    if (!create(file, content)) refuse(file, readHolder(file));
  }
  return {
    release() {
      const holder = readHolder(file);
      if (holder?.pid === own.pid && holder.startedAt === own.startedAt) rmSync(file, { force: true });
    },
  };
}
