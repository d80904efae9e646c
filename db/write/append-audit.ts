import { desc, sql } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { auditLog } from "../schema.ts";
import { type AuditEvent, auditFile, chained } from "../store/audit-entry.ts";
import type { Writing } from "./rows-then-files.ts";

/** Any fixed number; held until the transaction ends: servers on one database append to one chain. */
const advisoryLock = 7_240_138;

/** Adds a link to the audit log, as a row and as a file. The last step of its transaction, which holds up all others from here on. */
export async function appendAudit({ tx, keep }: Writing, event: AuditEvent): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
  const [head] = await tx.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  const entry = chained(event, head);
  await tx.insert(auditLog).values({ ...entry, at: new Date(entry.at) });
  keep(auditFile(entry.sequence), canonicalJson(entry));
}
