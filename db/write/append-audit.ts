import { asc, desc, eq, isNull, sql } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { auditLog } from "../schema.ts";
import { type AuditEvent, auditFile, chained } from "../store/audit-entry.ts";
import type { Writing } from "./rows-then-files.ts";

/** Any fixed number; held until the transaction ends: servers on one database append to one chain. */
const advisoryLock = 7_240_138;

/** Links entries from before there was a chain, in the order of their numbers, which they keep. */
export async function chainOlderEntries({ tx, keep }: Writing): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
  const older = await tx
    .select()
    .from(auditLog)
    .where(isNull(auditLog.sha256))
    .orderBy(asc(auditLog.sequence));
  let before: { readonly sha256: string } | undefined;
  for (const { sequence, ...event } of older) {
    const entry = chained(event, sequence, before?.sha256 ?? null);
    const { sha256, previousSha256 } = entry;
    await tx.update(auditLog).set({ sha256, previousSha256 }).where(eq(auditLog.sequence, sequence));
    keep(auditFile(sequence), canonicalJson(entry));
    before = entry;
  }
}

/** Adds a link to the audit log, as a row and as a file. The last step of its transaction, which holds up all others from here on. */
export async function appendAudit(into: Writing, event: AuditEvent): Promise<void> {
  const { tx, keep } = into;
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
  const newest = () => tx.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  let [head] = await newest();
  if (head?.sha256 === null) {
    await chainOlderEntries(into);
    [head] = await newest();
  }
  const entry = chained(event, (head?.sequence ?? 0) + 1, head?.sha256 ?? null);
  await tx.insert(auditLog).values({ ...entry, at: new Date(entry.at) });
  keep(auditFile(entry.sequence), canonicalJson(entry));
}
