import { createHash } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { linesOfSnapshot, snapshotLine } from "../read/snapshots.ts";
import { results, snapshots } from "../schema.ts";
import { type KeptSnapshot, snapshotFile } from "../store/snapshot-file.ts";
import type { Writing } from "./rows-then-files.ts";

/** Any fixed number; held until the transaction ends, so that each snapshot sees all results of those before it. */
const advisoryLock = 7_240_136;

/** SHA-256 of the sorted lines of a snapshot: equal sets give equal hashes. */
export function contentHash(lines: readonly string[]): string {
  return createHash("sha256")
    .update([...lines].sort().join("\n"))
    .digest("hex");
}

export interface TakenSnapshot {
  readonly id: string;
  /** "unchanged": the newest snapshot has exactly these results already, and this is its id. */
  readonly status: "taken" | "unchanged";
}

/** A snapshot's row as its file. */
export const keptSnapshot = (row: typeof snapshots.$inferSelect): string =>
  canonicalJson({ ...row, takenAt: row.takenAt.toISOString() } satisfies KeptSnapshot);

/**
 * Gives the accepted results that there are now a permanent id; every upload, signature and decision does, inside its own
 * transaction.
 */
export async function takeSnapshot({ tx, keep }: Writing, takenAt: Date): Promise<TakenSnapshot> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
  const accepted = await tx
    .select({ id: results.id, source: results.source })
    .from(results)
    .where(eq(results.standing, "accepted"));
  const now = accepted.map(snapshotLine);
  const contentSha256 = contentHash(now);
  const id = contentSha256.slice(0, 16);
  const [newest] = await tx.select().from(snapshots).orderBy(desc(snapshots.sequence)).limit(1);
  if (newest?.contentSha256 === contentSha256) return { id, status: "unchanged" };
  const before = newest ? await linesOfSnapshot(tx, newest.sequence) : new Set<string>();
  const present = new Set(now);
  const row = {
    // The next number, not a new one: a file whose transaction was lost is replaced by what came instead.
    sequence: (newest?.sequence ?? 0) + 1,
    ...{ id, takenAt, contentSha256, results: now.length },
    added: now.filter((one) => !before.has(one)),
    removed: [...before].filter((one) => !present.has(one)),
  };
  await tx.insert(snapshots).values(row);
  keep(snapshotFile(row.sequence), keptSnapshot(row));
  return { id, status: "taken" };
}
