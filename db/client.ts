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

type Folders = Pick<OpenDatabase, "bundleFolder" | "documentFolder" | "pictureFolder">;

async function openServer(url: string, folders: Folders): Promise<OpenDatabase> {
  await migrateServer(url);
  const pool = new Pool({ connectionString: url, max: 8 });
  return { db: drizzleNodePostgres(pool, { schema }), ...folders, close: () => pool.end() };
}

async function openEmbedded(dataDirectory: string, folders: Folders): Promise<OpenDatabase> {
  const lock = lockFolder(dataDirectory);
  try {
    const client = await PGlite.create(join(dataDirectory, "pglite"));
    await migrateEmbedded(client);
    return {
      db: drizzlePglite(client, { schema }),
      ...folders,
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

const furtherFolders = (folder: string) => ({
  documentFolder: join(folder, "documents"),
  pictureFolder: join(folder, "pictures"),
});

/** Opens and migrates; the embedded database only under an exclusive lock on its folder (FolderLockedError). */
export async function openDatabase({ dataDirectory, url }: DatabaseLocation): Promise<OpenDatabase> {
  const folder = resolve(dataDirectory);
  const folders = { bundleFolder: join(folder, "bundles"), ...furtherFolders(folder) };
  return url ? openServer(url, folders) : openEmbedded(folder, folders);
}

/** Migrated, in memory, for tests; bundles go to `bundleFolder`, all else into folders in it. */
export async function openInMemory(bundleFolder: string): Promise<OpenDatabase> {
  const client = await PGlite.create();
  await migrateEmbedded(client);
  const folders = { bundleFolder, ...furtherFolders(bundleFolder) };
  return { db: drizzlePglite(client, { schema }), ...folders, close: () => client.close() };
}

export function databaseLocation(): DatabaseLocation {
  const { DATA_DIR, DATABASE_URL } = environment();
  return { dataDirectory: DATA_DIR, url: DATABASE_URL };
}
