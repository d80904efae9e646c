import { is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import * as schema from "../schema.ts";

export type TableName = {
  [Name in keyof typeof schema]: (typeof schema)[Name] extends PgTable ? Name : never;
}[keyof typeof schema];

const all: ReadonlyMap<string, unknown> = new Map(Object.entries(schema));

/** Those tables of which is said true, in that order. A table that is left out does not compile. */
export function chosenTables(
  chosen: Readonly<Record<TableName, boolean>>,
): { readonly name: TableName; readonly table: PgTable }[] {
  return (Object.keys(chosen) as TableName[]).flatMap((name) => {
    const table = all.get(name);
    return chosen[name] && is(table, PgTable) ? [{ name, table }] : [];
  });
}
