import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleNodePostgres } from "drizzle-orm/node-postgres";
import { migrate as migrateNodePostgres } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import type { Client } from "pg";
import { letTablesTell } from "./changes.ts";

const migrations = { migrationsFolder: fileURLToPath(new URL("../migrations", import.meta.url)) };

/** Any fixed number; the migrator takes no lock of its own, and two servers may start at once. */
const advisoryLock = 7_240_135;

/** Brings an embedded database up to date. */
export async function migrateEmbedded(client: PGlite): Promise<void> {
  await client.query("select pg_advisory_lock($1)", [advisoryLock]);
  try {
    await migratePglite(drizzlePglite(client), migrations);
    await letTablesTell({
      query: (text) => client.query<{ name: string }>(text),
      execute: (text) => client.exec(text),
    });
  } finally {
    await client.query("select pg_advisory_unlock($1)", [advisoryLock]);
  }
}

/** Brings a PostgreSQL server up to date, on a connection of its own: the lock belongs to a session, and ends with it. */
export async function migrateServer(client: Client): Promise<void> {
  await client.query("select pg_advisory_lock($1)", [advisoryLock]);
  await migrateNodePostgres(drizzleNodePostgres(client), migrations);
  await letTablesTell({
    query: (text) => client.query<{ name: string }>(text),
    execute: (text) => client.query(text),
  });
}
