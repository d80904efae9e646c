import { createHash } from "node:crypto";
import { desc, sql } from "drizzle-orm";
import { resultsOfSnapshot } from "../read/snapshots.ts";
import { results, snapshots } from "../schema.ts";
import type { Writing } from "./rows-then-files.ts";

/** Any fixed number; held until the transaction ends, so that each snapshot sees all results of those before it. */
const advisoryLock = 7_240_136;

/** SHA-256 of the sorted ids, one a line: equal sets give equal hashes. */
export function contentHash(ids: readonly string[]): string {
  return createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex");
}

export interface TakenSnapshot {
  readonly id: string;
  /** "unchanged": the newest snapshot has exactly these results already, and this is its id. */
  readonly status: "taken" | "unchanged";
}

/** Gives the results there are now a permanent id; every accepted upload does, inside its own transaction. */
export async function takeSnapshot({ tx }: Writing, takenAt: Date): Promise<TakenSnapshot> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
  const now = (await tx.select({ id: results.id }).from(results)).map(({ id }) => id);
  const contentSha256 = contentHash(now);
  const id = contentSha256.slice(0, 16);
  const [newest] = await tx.select().from(snapshots).orderBy(desc(snapshots.sequence)).limit(1);
  if (newest?.contentSha256 === contentSha256) return { id, status: "unchanged" };
  const before = newest ? await resultsOfSnapshot(tx, newest.sequence) : new Set<string>();
  const present = new Set(now);
  await tx.insert(snapshots).values({
    id,
    takenAt,
    contentSha256,
    results: now.length,
    added: now.filter((one) => !before.has(one)),
    removed: [...before].filter((one) => !present.has(one)),
  });
  return { id, status: "taken" };
}
