import { sql } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { checkedName, type FileStore } from "../store/file-store.ts";
import { alone } from "../write/rows-then-files.ts";
import { ArchiveError, type ArchiveLine, readArchive } from "./archive-file.ts";
import type { Archived } from "./export-archive.ts";
import { type ArchivedTable, archivedTables } from "./tables.ts";

function tableNamed(name: string): ArchivedTable {
  const found = archivedTables.find((table) => table.name === name);
  if (found) return found;
  throw new ArchiveError(
    `the archive has a table ${name}; known are ${archivedTables.map((one) => one.name).join(", ")}`,
  );
}

const quoted = (name: string) => sql.identifier(name);

async function refuseRows(tx: Database): Promise<void> {
  for (const { name } of archivedTables) {
    const answer = await tx.execute(sql`select exists (select from ${quoted(name)}) as "isThere"`);
    const [{ isThere } = { isThere: true }] = (answer as unknown as { rows: { isThere: boolean }[] }).rows;
    if (isThere) {
      throw new ArchiveError(
        `${name} has rows already; an archive goes into an empty database only, before the site is first started on it`,
      );
    }
  }
}

async function enterRows(tx: Database, name: string, rows: readonly unknown[]): Promise<void> {
  const table = tableNamed(name);
  const columns = sql.join(table.columns.map(quoted), sql`, `);
  await tx.execute(
    sql`insert into ${quoted(name)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${quoted(name)}, ${JSON.stringify(rows)}::jsonb)`,
  );
}

async function enterLine(tx: Database, line: Exclude<ArchiveLine, { file: string }>): Promise<number> {
  if ("rows" in line) {
    await enterRows(tx, line.table, line.rows);
    return line.rows.length;
  }
  const { name, drawn } = tableNamed(line.sequence);
  if (drawn === null) throw new ArchiveError(`the archive has a sequence of ${name}, which draws no numbers`);
  await tx.execute(sql`select setval(${`${name}_${drawn}_seq`}, ${line.last}, ${line.isUsed})`);
  return 0;
}

/** Checks all of an archive before anything is touched; answers with the names of its files. */
async function checkWhole(file: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const line of readArchive(file)) {
    if ("file" in line) names.add(checkedName(line.file));
    else tableNamed("table" in line ? line.table : line.sequence);
  }
  return names;
}

async function refuseOtherFiles(files: FileStore, own: ReadonlySet<string>): Promise<void> {
  const other = (await files.all()).find((name) => !own.has(name));
  if (other !== undefined) {
    throw new ArchiveError(
      `${files.place} has files already, such as ${other}; an archive goes into an empty store only`,
    );
  }
}

/** What an import that was killed has left is of the archive, and taken as written. */
async function enterFile(files: FileStore, name: string, content: Buffer): Promise<"written" | "was there"> {
  const there = await files.read(name);
  if (there === null) {
    await files.write(name, content);
    return "written";
  }
  if (there.equals(content)) return "was there";
  throw new ArchiveError(
    `${files.place} has another ${name} already; an archive goes into an empty store only`,
  );
}

/**
 * Enters an archive into an empty database and an empty store of files: all of it or nothing. It is read twice, so that a
 * damaged one touches nothing. Killed midway it leaves no row, and the same import goes through afterwards.
 *
 * @throws ArchiveError
 */
export async function importArchive(
  open: OpenDatabase,
  file: string,
  onProgress: (line: string) => void = () => {},
): Promise<Archived> {
  const { db, files } = open;
  const names = await checkWhole(file);
  onProgress(`the archive is whole; ${names.size} files`);
  const written: string[] = [];
  let rows = 0;
  let entered = 0;
  try {
    await alone(db, async (tx) => {
      // Files may take longer than a server waits for the next statement.
      await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
      await refuseRows(tx);
      await refuseOtherFiles(files, names);
      for await (const line of readArchive(file)) {
        if (!("file" in line)) {
          rows += await enterLine(tx, line);
          continue;
        }
        if ((await enterFile(files, line.file, Buffer.from(line.base64, "base64"))) === "written") {
          written.push(line.file);
        }
        entered += 1;
        if (entered % 1000 === 0) onProgress(`${entered} of ${names.size} files`);
      }
    });
  } catch (error) {
    for (const name of written) await files.remove(name);
    throw error;
  }
  return { rows, files: entered };
}
