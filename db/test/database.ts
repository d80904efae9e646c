import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { openDatabase, surroundings } from "../open/client.ts";
import { migrateEmbedded } from "../open/migrate.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import * as schema from "../schema.ts";

/**
 * A migrated, empty database: in memory, or the PostgreSQL server at TEST_DATABASE_URL, whose schemas `public` and
 * `drizzle` are dropped first. Files go to `folder`.
 */
export async function openTestDatabase(folder: string): Promise<OpenDatabase> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) return openInMemory(folder);
  const used = await openDatabase({ dataDirectory: folder, url });
  await used.db.execute(sql`drop schema public, drizzle cascade`);
  await used.db.execute(sql`create schema public`);
  await used.close();
  return openDatabase({ dataDirectory: folder, url });
}

async function openInMemory(folder: string): Promise<OpenDatabase> {
  const client = await PGlite.create();
  await migrateEmbedded(client);
  const db = drizzle(client, { schema });
  return { db, ...surroundings(folder), close: () => client.close() };
}
