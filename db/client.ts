import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleNodePostgres } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { Pool } from "pg";
import { environment } from "./env.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrateEmbedded, migrateServer } from "./migrate.ts";
import * as schema from "./schema.ts";
import type { OpenDatabase } from "./shared-database.ts";

export interface DatabaseLocation {
  readonly dataDirectory: string;
  /** PostgreSQL 15+; undefined: embedded in the data directory. */
  readonly url: string | undefined;
}

async function openServer(url: string, bundleFolder: string): Promise<OpenDatabase> {
  await migrateServer(url);
  const pool = new Pool({ connectionString: url, max: 8 });
  return { db: drizzleNodePostgres(pool, { schema }), bundleFolder, close: () => pool.end() };
}

async function openEmbedded(dataDirectory: string, bundleFolder: string): Promise<OpenDatabase> {
  const lock = lockFolder(dataDirectory);
  try {
    const client = await PGlite.create(join(dataDirectory, "pglite"));
    await migrateEmbedded(client);
    return {
      db: drizzlePglite(client, { schema }),
      bundleFolder,
      async close() {
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens and migrates; the embedded database only under an exclusive lock on its folder (FolderLockedError). */
export async function openDatabase({ dataDirectory, url }: DatabaseLocation): Promise<OpenDatabase> {
  const folder = resolve(dataDirectory);
  const bundleFolder = join(folder, "bundles");
  return url ? openServer(url, bundleFolder) : openEmbedded(folder, bundleFolder);
}

/** Migrated, in memory, for tests; bundles go to `bundleFolder`. */
export async function openInMemory(bundleFolder: string): Promise<OpenDatabase> {
  const client = await PGlite.create();
  await migrateEmbedded(client);
  return { db: drizzlePglite(client, { schema }), bundleFolder, close: () => client.close() };
}

export function databaseLocation(): DatabaseLocation {
  const { DATA_DIR, DATABASE_URL } = environment();
  return { dataDirectory: DATA_DIR, url: DATABASE_URL };
}
