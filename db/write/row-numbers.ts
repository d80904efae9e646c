import { getTableName, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../open/shared-database.ts";

/** Numbers that rows of a table have. */
export async function numbersOf(tx: Database, table: PgTable): Promise<number[]> {
  const rows = await tx.select({ sequence: sql<string>`sequence` }).from(table);
  return rows.map(({ sequence }) => Number(sequence));
}

/** The next number is higher than any of these, which rows or their files have. */
export async function raiseSequence(tx: Database, table: PgTable, numbers: readonly number[]): Promise<void> {
  const highest = numbers.reduce((a, b) => Math.max(a, b), 0);
  if (highest < 1) return;
  const name = getTableName(table);
  await tx.execute(sql`
    select setval(pg_get_serial_sequence(${name}, 'sequence'), greatest(${highest}::bigint, last_value))
    from ${sql.raw(`${name}_sequence_seq`)}
  `);
}
