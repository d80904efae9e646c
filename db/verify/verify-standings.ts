import { ne } from "drizzle-orm";
import { sourceOf } from "../derive/standing.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { standingNow, standingTables } from "../write/standing.ts";
import type { Difference } from "./difference.ts";

/** What rows say of themselves against what it follows from: roles, signatures and decisions. */
export async function verifyStandings({ db }: Pick<OpenDatabase, "db">): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const table of standingTables) {
    const rows = await db.select({ id: table.id, role: table.role, standing: table.standing }).from(table);
    for (const { id, role, standing } of rows) {
      const expected = await standingNow(db, id, role);
      if (standing === expected) continue;
      differences.push({ subject: id, difference: `is ${standing}; by what was decided it is ${expected}` });
    }
  }
  const signed = await db.selectDistinct({ id: attestations.resultId }).from(attestations);
  const verified = new Set(signed.map(({ id }) => id));
  const measured = await db
    .select({ id: results.id, source: results.source, role: results.role })
    .from(results)
    .where(ne(results.source, "paper"));
  for (const { id, source, role } of measured) {
    const expected = sourceOf(role, verified.has(id));
    if (source !== expected)
      differences.push({
        subject: id,
        difference: `is ${source}; by its signatures and role it is ${expected}`,
      });
  }
  return differences;
}
