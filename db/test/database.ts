import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { Client } from "pg";
import { inject } from "vitest";
import { embedded, openDatabase, surroundings } from "../open/client.ts";
import { migrateEmbedded } from "../open/migrate.ts";
import type { OpenDatabase } from "../open/shared-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of vitest's project `postgres` alone; its user may make databases. */
    postgresAddress?: string;
    /** Folder of its programs, such as pg_dump. */
    postgresPrograms?: string;
  }
}

/**
 * A migrated, empty database of the caller's own: in memory, or in vitest's project `postgres` on that server. Files go to
 * `folder`.
 */
export async function openTestDatabase(folder: string): Promise<OpenDatabase> {
  const server = inject("postgresAddress");
  if (server === undefined) return openInMemory(folder);
  return openDatabase({ dataDirectory: folder, url: await makeDatabase(server) });
}

/** The address of a new, empty database on a server, with which it ends. */
export async function makeDatabase(server: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  return new URL(name, server).href;
}

/** The embedded database, in memory. */
export async function openInMemory(folder: string): Promise<OpenDatabase> {
  const client = await PGlite.create();
  await migrateEmbedded(client);
  return { ...embedded(client, surroundings(folder)), close: () => client.close() };
}
