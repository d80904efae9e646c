import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "../schema.ts";
import type { FileStore } from "../store/file-store.ts";
import type { KeyRing } from "../store/maintainer-keys.ts";
import type { Listening, OnChange } from "./changes.ts";

export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** An open database with the files of everything accepted. */
export interface OpenDatabase {
  readonly db: Database;
  readonly files: FileStore;
  /** Whose signatures verify results. */
  readonly maintainers: KeyRing;
  /** Calls back whenever rows that are shown have changed, or may have. */
  listen(onChange: OnChange): Promise<Listening>;
  /** Does it call back before whoever made the change knows that it is stored? So does a database that this process owns. */
  readonly tellsAtOnce: boolean;
  close(): Promise<void>;
}

/**
 * The server's own modules and the bundled pages are two copies of this file in one process: the open database is the
 * one thing they share, so it lives on globalThis.
 */
const shared = globalThis as typeof globalThis & { openLeaderboardDatabase?: OpenDatabase | undefined };

/** Makes an open database the one that pages and route handlers read. */
export function shareDatabase(open: OpenDatabase | undefined): void {
  shared.openLeaderboardDatabase = open;
}

/** The database of the running server. The build has none: pages that read it are rendered at request time. */
export function sharedDatabase(): OpenDatabase {
  if (!shared.openLeaderboardDatabase) {
    throw new Error("no database is open in this process; the site runs by `npm run serve` or `npm run dev`");
  }
  return shared.openLeaderboardDatabase;
}
