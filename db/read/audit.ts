import { and, desc, eq, gte, lt } from "drizzle-orm";
import type { Database } from "../open/shared-database.ts";
import { auditLog } from "../schema.ts";

export interface AuditFilter {
  /** Entries of this time and later. */
  readonly since?: Date | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** Entries with lower numbers, for the next page. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What was done and refused, newest first. */
export function auditEntries(
  db: Database,
  { since, actor, action, subject, before, limit }: AuditFilter,
): Promise<(typeof auditLog.$inferSelect)[]> {
  const asked = and(
    since && gte(auditLog.at, since),
    actor === undefined ? undefined : eq(auditLog.actor, actor),
    action === undefined ? undefined : eq(auditLog.action, action),
    subject === undefined ? undefined : eq(auditLog.subject, subject),
    before === undefined ? undefined : lt(auditLog.sequence, before),
  );
  return db.select().from(auditLog).where(asked).orderBy(desc(auditLog.sequence)).limit(limit);
}
