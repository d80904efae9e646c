import { randomUUID } from "node:crypto";
import { statfs } from "node:fs/promises";
import { count, sql } from "drizzle-orm";
import { type Standing, standings } from "../derive/standing.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { results } from "../schema.ts";

/** What a site needs to serve and to take uploads. */
export const healthChecks = ["database", "files", "disk"] as const;
export type HealthCheck = (typeof healthChecks)[number];

/** null: nothing is wrong. */
export type Health = Readonly<Record<HealthCheck, string | null>>;

/** Under this, uploads would soon fail; 256 MiB. */
const leastFreeBytes = 256 * 2 ** 20;
const patienceMs = 5_000;

/** Free bytes where the data lie. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Results by standing. */
export async function countByStanding({ db }: OpenDatabase): Promise<Readonly<Record<Standing, number>>> {
  const rows = await db
    .select({ standing: results.standing, results: count() })
    .from(results)
    .groupBy(results.standing);
  const found = new Map(rows.map((row) => [row.standing, row.results]));
  return Object.fromEntries(standings.map((standing) => [standing, found.get(standing) ?? 0])) as Record<
    Standing,
    number
  >;
}

async function problemOf(check: () => Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${patienceMs / 1000} s`), patienceMs);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the database, writes and reads a file, and looks at the disk. */
export async function healthOf(open: OpenDatabase, dataDirectory: string): Promise<Health> {
  const [database, files, disk] = await Promise.all([
    problemOf(async () => {
      await open.db.execute(sql`select 1`);
      return null;
    }),
    problemOf(async () => {
      const name = `health/${randomUUID()}.txt`;
      await open.files.write(name, name);
      const found = await open.files.read(name);
      await open.files.remove(name);
      return found?.toString("utf8") === name ? null : `${name} was not read as it was written`;
    }),
    problemOf(async () => {
      const free = await freeBytes(dataDirectory);
      const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
      return free >= leastFreeBytes
        ? null
        : `${mebibytes(free)} MiB are free; expected ${mebibytes(leastFreeBytes)} at least`;
    }),
  ]);
  return { database, files, disk };
}
