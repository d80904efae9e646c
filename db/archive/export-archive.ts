import { sql } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { writeArchive } from "./archive-file.ts";
import { type ArchivedTable, archivedTables } from "./tables.ts";

const rowsTogether = 100;

/** What an archive has. */
export interface Archived {
  readonly rows: number;
  readonly files: number;
}

type Write = (line: string) => Promise<void>;

const quoted = (name: string) => `"${name}"`;

async function rowsOf<Row>(tx: Database, statement: string): Promise<Row[]> {
  return ((await tx.execute(sql.raw(statement))) as unknown as { rows: Row[] }).rows;
}

/** Rows as the database itself says them in JSON, so that no type of this language comes in between. */
async function writeTable(tx: Database, { name, columns, order, drawn }: ArchivedTable, write: Write) {
  const fields = columns.map((column) => `'${column}', ${quoted(column)}`).join(", ");
  await tx.execute(
    sql.raw(
      `declare archived no scroll cursor for
        select jsonb_build_object(${fields})::text as row from ${quoted(name)} order by ${order.map(quoted).join(", ")}`,
    ),
  );
  let count = 0;
  for (;;) {
    const rows = await rowsOf<{ row: string }>(tx, `fetch ${rowsTogether} from archived`);
    if (rows.length === 0) break;
    await write(`{"table":${JSON.stringify(name)},"rows":[${rows.map(({ row }) => row).join(",")}]}`);
    count += rows.length;
  }
  await tx.execute(sql.raw("close archived"));
  if (drawn !== null) {
    const [state] = await rowsOf<{ last: string | number; used: boolean }>(
      tx,
      `select last_value as last, is_called as used from ${quoted(`${name}_${drawn}_seq`)}`,
    );
    if (!state) throw new Error(`the sequence of ${name}.${drawn} has no state`);
    await write(JSON.stringify({ sequence: name, last: Number(state.last), isUsed: state.used }));
  }
  return count;
}

/**
 * Writes everything that is stored into one file: rows of one moment, and every kept file. While others store, files may be
 * there whose rows are not; the next start of whoever imports them enters those.
 */
export async function exportArchive(
  { db, files }: OpenDatabase,
  file: string,
  madeAt: Date,
  onProgress: (line: string) => void = () => {},
): Promise<Archived> {
  let rows = 0;
  let written = 0;
  await writeArchive(file, madeAt, async (write) => {
    await db.transaction(
      async (tx) => {
        await tx.execute(sql`set local timezone = 'UTC'`);
        for (const table of archivedTables) rows += await writeTable(tx, table, write);
      },
      { isolationLevel: "repeatable read", accessMode: "read only" },
    );
    onProgress(`${rows} rows`);
    const names = await files.all();
    for (const name of names) {
      const content = await files.read(name);
      // Set aside or dropped meanwhile.
      if (content === null) continue;
      await write(JSON.stringify({ file: name, base64: content.toString("base64") }));
      written += 1;
      if (written % 1000 === 0) onProgress(`${written} of ${names.length} files`);
    }
  });
  return { rows, files: written };
}
