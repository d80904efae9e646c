import { isNotNull } from "drizzle-orm";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { resultDocuments, results, speedMeasurements } from "../schema.ts";
import { things, type Upload } from "./things.ts";

export interface Uploads {
  /** Newest first. */
  readonly newest: readonly Upload[];
  /** How many there are in all. */
  readonly count: number;
}

/** The newest of everything that was sent: results, speeds, pictures and scores at other output sizes. */
export async function uploads(limit: number, db: Database = sharedDatabase().db): Promise<Uploads> {
  const counts = await Promise.all(
    [results, speedMeasurements, resultDocuments].map((table) => db.$count(table, isNotNull(table.holder))),
  );
  return {
    newest: await things(db, { newest: limit }),
    count: counts.reduce((sum, one) => sum + one, 0),
  };
}
