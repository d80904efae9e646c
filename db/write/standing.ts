import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { type DecisionAction, type Role, type Standing, standingOf } from "../derive/standing.ts";
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

/** The reason of the newest decision about a subject, of one and its opposite; null: it was the opposite, or there is none. */
async function reasonNow(
  db: Database,
  subject: string,
  action: DecisionAction,
  opposite: DecisionAction,
): Promise<string | null> {
  const [newest] = await db
    .select({ action: decisions.action, reason: decisions.reason })
    .from(decisions)
    .where(and(eq(decisions.subject, subject), inArray(decisions.action, [action, opposite])))
    .orderBy(desc(decisions.sequence))
    .limit(1);
  return newest?.action === action ? newest.reason : null;
}

/** Why something was withdrawn; null: it is not, or it was reinstated. */
export const withdrawalOf = (db: Database, id: string): Promise<string | null> =>
  reasonNow(db, id, "withdraw", "reinstate");

/** Why a holder may send nothing; null: he may. */
export const banOf = (db: Database, holder: string): Promise<string | null> =>
  reasonNow(db, holder, "ban", "unban");

/** What is uploaded and decided about. */
export const standingTables = [results, speedMeasurements, resultDocuments] as const;

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
