import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite, types } from "@electric-sql/pglite";
import { drizzle as drizzleNodePostgres } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { Pool } from "pg";
import * as schema from "../schema.ts";
import { folderStore } from "../store/file-store.ts";
import { keyFolder } from "../store/maintainer-keys.ts";
import { environment } from "./env.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrateEmbedded, migrateServer } from "./migrate.ts";
import type { OpenDatabase } from "./shared-database.ts";

export interface DatabaseLocation {
  readonly dataDirectory: string;
  /** PostgreSQL 15+; undefined: embedded in the data directory. */
  readonly url: string | undefined;
}

type Surroundings = Pick<OpenDatabase, "files" | "maintainers">;

const ownMaintainers = fileURLToPath(new URL("../maintainers", import.meta.url));

async function openServer(url: string, around: Surroundings): Promise<OpenDatabase> {
  await migrateServer(url);
  const pool = new Pool({ connectionString: url, max: 8 });
  return { db: drizzleNodePostgres(pool, { schema }), ...around, close: () => pool.end() };
}

/** Bytes come as hexadecimal text. PGlite's own reading of it, digit by digit, is most of the time of a large board. */
const parsers = { [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), "hex") };

async function openEmbedded(dataDirectory: string, around: Surroundings): Promise<OpenDatabase> {
  const lock = lockFolder(dataDirectory);
  try {
    const client = await PGlite.create(join(dataDirectory, "pglite"), { parsers });
    await migrateEmbedded(client);
    return {
      db: drizzlePglite(client, { schema }),
      ...around,
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

/** Where maintainers' public keys lie. */
export const maintainersFolder = (): string => environment().MAINTAINERS_DIR ?? ownMaintainers;

/** What lies beside the database. */
export const surroundings = (folder: string): Surroundings => ({
  files: folderStore(folder),
  maintainers: keyFolder(maintainersFolder(), (line) => process.stderr.write(`${line}\n`)),
});

/** Opens and migrates; the embedded database only under an exclusive lock on its folder (FolderLockedError). */
export async function openDatabase({ dataDirectory, url }: DatabaseLocation): Promise<OpenDatabase> {
  const folder = resolve(dataDirectory);
  const around = surroundings(folder);
  // A wrong file among the keys is told before anything is opened.
  around.maintainers.read();
  return url ? openServer(url, around) : openEmbedded(folder, around);
}

export function databaseLocation(): DatabaseLocation {
  const { DATA_DIR, DATABASE_URL } = environment();
  return { dataDirectory: DATA_DIR, url: DATABASE_URL };
}
