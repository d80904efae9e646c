import { sql } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import type { FileStore } from "../store/file-store.ts";

/** A transaction, and the files that become durable with it. */
export interface Writing {
  readonly tx: Database;
  /** Names a file that is written after the last row and before the commit, in the order of these calls. */
  keep(name: string, content: string | Uint8Array): void;
}

interface StagedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Any fixed number: writers share it, who reads all files to enter or to rebuild has it alone. */
const filesLock = 7_240_137;

/** Writes all files; where one fails, those before it are put back as they were. */
async function writeAll(files: FileStore, staged: readonly StagedFile[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const { name, content } of staged) {
      const before = await files.read(name);
      undo.unshift(() => (before ? files.write(name, before) : files.remove(name)));
      await files.write(name, content);
    }
  } catch (error) {
    for (const restore of undo) await restore();
    throw error;
  }
}

function locked<Made>(
  db: Database,
  lock: "shared" | "alone",
  work: (tx: Database) => Promise<Made>,
): Promise<Made> {
  return db.transaction(async (tx) => {
    const lockFunction = lock === "alone" ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
    await tx.execute(sql`select ${sql.raw(lockFunction)}(${filesLock})`);
    return work(tx);
  });
}

async function writing<Made>(
  { db, files }: OpenDatabase,
  lock: "shared" | "alone",
  work: (into: Writing) => Promise<Made>,
): Promise<Made> {
  return locked(db, lock, async (tx) => {
    const staged: StagedFile[] = [];
    const made = await work({ tx, keep: (name, content) => staged.push({ name, content }) });
    await writeAll(files, staged);
    return made;
  });
}

/**
 * How everything enters: rows, then durable files, then the commit. What the rows refuse touches no file, of two who bring
 * the same only one writes, and a receipt says what its row says. A crash before the commit leaves files without rows, which
 * the next start enters.
 */
export function rowsThenFiles<Made>(
  open: OpenDatabase,
  work: (into: Writing) => Promise<Made>,
): Promise<Made> {
  return writing(open, "shared", work);
}

/** The same, while nobody else writes rows or files: for who reads all files. */
export function rowsThenFilesAlone<Made>(
  open: OpenDatabase,
  work: (into: Writing) => Promise<Made>,
): Promise<Made> {
  return writing(open, "alone", work);
}

/** A transaction while nobody else writes rows or files, whose files the caller writes: for what is too large to be staged. */
export function alone<Made>(db: Database, work: (tx: Database) => Promise<Made>): Promise<Made> {
  return locked(db, "alone", work);
}
