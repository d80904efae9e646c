import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { type Role, type Standing, standingOf } from "../derive/standing.ts";
import type { Database } from "../open/shared-database.ts";
import { attestations, decisions, resultDocuments, results, speedMeasurements } from "../schema.ts";

/** Where something stands by its role, its signatures and all that was decided of it. */
export async function standingNow(tx: Database, id: string, role: Role): Promise<Standing> {
  const decided = await tx
    .select({ action: decisions.action })
    .from(decisions)
    .where(eq(decisions.subject, id))
    .orderBy(asc(decisions.sequence));
  const signed = await tx
    .select({ id: attestations.resultId })
    .from(attestations)
    .where(eq(attestations.resultId, id))
    .limit(1);
  return standingOf(
    role,
    signed.length > 0,
    decided.map(({ action }) => action),
  );
}

/** Why something was withdrawn; null: it is not, or it was reinstated. */
export async function withdrawalOf(db: Database, id: string): Promise<string | null> {
  const [newest] = await db
    .select({ action: decisions.action, reason: decisions.reason })
    .from(decisions)
    .where(and(eq(decisions.subject, id), inArray(decisions.action, ["withdraw", "reinstate"])))
    .orderBy(desc(decisions.sequence))
    .limit(1);
  return newest?.action === "withdraw" ? newest.reason : null;
}

const standingTables = [results, speedMeasurements, resultDocuments] as const;

/** Writes down where something stands after a signature or a decision about it; null: nothing has this id. */
export async function settleStanding(tx: Database, id: string): Promise<Standing | null> {
  for (const table of standingTables) {
    const [row] = await tx.select({ role: table.role }).from(table).where(eq(table.id, id));
    if (!row) continue;
    const standing = await standingNow(tx, id, row.role);
    await tx.update(table).set({ standing }).where(eq(table.id, id));
    return standing;
  }
  return null;
}
