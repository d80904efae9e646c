import { desc, inArray } from "drizzle-orm";
import { releasesOf } from "../derive/releases.ts";
import { decisionsAboutSnapshots } from "../derive/standing.ts";
import type { Database } from "../open/shared-database.ts";
import { decisions } from "../schema.ts";

/** Names of released snapshots, by id. */
export async function releases(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ action: decisions.action, subject: decisions.subject, reason: decisions.reason })
    .from(decisions)
    .where(inArray(decisions.action, [...decisionsAboutSnapshots]))
    .orderBy(desc(decisions.sequence));
  return releasesOf(rows);
}
