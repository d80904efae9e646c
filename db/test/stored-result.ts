import { eq } from "drizzle-orm";
import type { Database } from "../open/shared-database.ts";
import { backbonePage } from "../read/queries.ts";
import type { StoredResult } from "../read/results.ts";
import { results } from "../schema.ts";

/** One stored result, also a superseded one, as its backbone's page shows it; null: no such result. */
export async function storedResult(id: string, db: Database): Promise<StoredResult | null> {
  const [row] = await db.select().from(results).where(eq(results.id, id));
  const page = row && (await backbonePage(row.backboneId, db));
  return page?.results.find((result) => result.id === id) ?? null;
}
