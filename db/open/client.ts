import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite, types } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import * as schema from "../schema.ts";
import { folderStore } from "../store/file-store.ts";
import { keyFolder } from "../store/maintainer-keys.ts";
import { checkFiles, s3FileStore } from "../store/s3-file-store.ts";
import type { S3Location } from "../store/s3-requests.ts";
import { listenEmbedded } from "./changes.ts";
import { explainDamage, isDamage } from "./damaged-database.ts";
import { environment, filesLocation } from "./env.ts";
import { type FolderLock, FolderLockedError, lockFolder } from "./folder-lock.ts";
import { migrateEmbedded } from "./migrate.ts";
import { openServer } from "./postgres.ts";
import type { OpenDatabase } from "./shared-database.ts";

export interface DatabaseLocation {
  readonly dataDirectory: string;
  /** PostgreSQL 15+; undefined: embedded in the data directory. */
  readonly url: string | undefined;
  /** undefined: files are in the data directory too. */
  readonly files?: S3Location | undefined;
}

type Surroundings = Pick<OpenDatabase, "files" | "maintainers">;

const ownMaintainers = fileURLToPath(new URL("../maintainers", import.meta.url));

/** Bytes come as hexadecimal text. PGlite's own reading of it, digit by digit, is most of the time of a large board. */
const parsers = { [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), "hex") };

/** A migrated embedded database as everything else sees it; whoever made the client closes it. */
export const embedded = (client: PGlite, around: Surroundings): Omit<OpenDatabase, "close"> => ({
  db: drizzle(client, { schema }),
  ...around,
  listen: (onChange) => listenEmbedded(client, onChange),
  tellsAtOnce: true,
});

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
      ...embedded(client, around),
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

/** Where maintainers' public keys lie. */
export const maintainersFolder = (): string => environment().MAINTAINERS_DIR ?? ownMaintainers;

/** What lies beside the database. */
export const surroundings = (folder: string, files?: S3Location): Surroundings => ({
  files: files ? s3FileStore(files) : folderStore(folder),
  maintainers: keyFolder(maintainersFolder(), (line) => process.stderr.write(`${line}\n`)),
});

/** Checks the store of files, opens and migrates; the embedded database only under an exclusive lock on its folder (FolderLockedError). */
export async function openDatabase({ dataDirectory, url, files }: DatabaseLocation): Promise<OpenDatabase> {
  const folder = resolve(dataDirectory);
  if (files) await checkFiles(files);
  const around = surroundings(folder, files);
  // A wrong file among the keys is told before anything is opened.
  around.maintainers.read();
  return url ? openServer(url, around) : openEmbedded(folder, around);
}

/** An error of work on an open database: damage that shows only there gets its remedy, others stay what they are. */
export function withRemedy(error: unknown, { dataDirectory, url }: DatabaseLocation): unknown {
  return url === undefined && isDamage(error)
    ? explainDamage(error, join(resolve(dataDirectory), "pglite"))
    : error;
}

export function databaseLocation(): DatabaseLocation {
  const settings = environment();
  return { dataDirectory: settings.DATA_DIR, url: settings.DATABASE_URL, files: filesLocation(settings) };
}
