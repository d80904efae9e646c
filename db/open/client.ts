import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite, types } from "@electric-sql/pglite";
import { drizzle as drizzleNodePostgres } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { Pool } from "pg";
import * as schema from "../schema.ts";
import { readMaintainerKeys } from "../store/attestation.ts";
import { folderStore } from "../store/file-store.ts";
import { explainDamage, isDamage } from "./damaged-database.ts";
import { environment } from "./env.ts";
import { type FolderLock, FolderLockedError, lockFolder } from "./folder-lock.ts";
import { migrateEmbedded, migrateServer } from "./migrate.ts";
import type { OpenDatabase } from "./shared-database.ts";

export interface DatabaseLocation {
  readonly dataDirectory: string;
  /** PostgreSQL 15+; undefined: embedded in the data directory. */
  readonly url: string | undefined;
}

type Surroundings = Pick<OpenDatabase, "files" | "maintainers">;

const maintainerFolder = fileURLToPath(new URL("../maintainers", import.meta.url));

async function openServer(url: string, around: Surroundings): Promise<OpenDatabase> {
  await migrateServer(url);
  const pool = new Pool({ connectionString: url, max: 8 });
  return { db: drizzleNodePostgres(pool, { schema }), ...around, close: () => pool.end() };
}

/** Bytes come as hexadecimal text. PGlite's own reading of it, digit by digit, is most of the time of a large board. */
const parsers = { [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), "hex") };

function lockOrExplain(dataDirectory: string): FolderLock {
  try {
    return lockFolder(dataDirectory);
  } catch (error) {
    throw error instanceof FolderLockedError ? error : explainDamage(error, join(dataDirectory, "pglite"));
  }
}

async function openEmbedded(dataDirectory: string, around: Surroundings): Promise<OpenDatabase> {
  const folder = join(dataDirectory, "pglite");
  const lock = lockOrExplain(dataDirectory);
  try {
    const client = await PGlite.create(folder, { parsers });
    await migrateEmbedded(client);
    return {
      db: drizzlePglite(client, { schema }),
      ...around,
      async close() {
        try {
          await client.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw explainDamage(error, folder);
  }
}

/** What lies beside the database. */
export const surroundings = (folder: string): Surroundings => ({
  files: folderStore(folder),
  maintainers: readMaintainerKeys(maintainerFolder),
});

/** Opens and migrates; the embedded database only under an exclusive lock on its folder (FolderLockedError). */
export async function openDatabase({ dataDirectory, url }: DatabaseLocation): Promise<OpenDatabase> {
  const folder = resolve(dataDirectory);
  const around = surroundings(folder);
  return url ? openServer(url, around) : openEmbedded(folder, around);
}

/** An error of work on an open database: damage that shows only there gets its remedy, others stay what they are. */
export function withRemedy(error: unknown, { dataDirectory, url }: DatabaseLocation): unknown {
  return url === undefined && isDamage(error)
    ? explainDamage(error, join(resolve(dataDirectory), "pglite"))
    : error;
}

export function databaseLocation(): DatabaseLocation {
  const { DATA_DIR, DATABASE_URL } = environment();
  return { dataDirectory: DATA_DIR, url: DATABASE_URL };
}
