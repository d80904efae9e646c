import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Standing } from "../derive/standing.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { resultDocuments, results, speedMeasurements } from "../schema.ts";
import { measuredFacts } from "./boards.ts";
import type { Thing } from "./decisions.ts";
import { taskOf } from "./metric-rows.ts";

/** Something that was sent, and where it stands now. */
export interface Upload extends Thing {
  readonly standing: Standing;
}

export interface Uploads {
  /** Newest first. */
  readonly newest: readonly Upload[];
  /** How many there are in all. */
  readonly count: number;
}

/** The newest of everything that was sent: results, speeds, pictures and scores at other output sizes. */
export async function uploads(limit: number, db: Database = sharedDatabase().db): Promise<Uploads> {
  const facts = await measuredFacts(db);
  const { id, backboneId, seed, task } = results;
  const sent = { holder: results.holder, receivedAt: results.receivedAt, standing: results.standing };
  const ofResults = await db
    .select({ id, backboneId, seed, task, ...sent })
    .from(results)
    .where(isNotNull(results.holder))
    .orderBy(desc(results.receivedAt))
    .limit(limit);
  const ofSpeeds = await db
    .select()
    .from(speedMeasurements)
    .where(isNotNull(speedMeasurements.holder))
    .orderBy(desc(speedMeasurements.receivedAt))
    .limit(limit);
  const { kind, holder, receivedAt, standing } = resultDocuments;
  const ofDocuments = await db
    .select({ id: resultDocuments.id, backboneId, seed, task, kind, holder, receivedAt, standing })
    .from(resultDocuments)
    .innerJoin(results, and(eq(results.id, resultDocuments.resultId), isNotNull(resultDocuments.holder)))
    .orderBy(desc(receivedAt))
    .limit(limit);
  const found = [
    ...ofResults.map((row) => ({ ...row, kind: "result" as const })),
    ...ofSpeeds.map((row) => ({ ...row, kind: "speed" as const, task: null, seed: null })),
    ...ofDocuments,
  ];
  const counts = await Promise.all(
    [results, speedMeasurements, resultDocuments].map((table) => db.$count(table, isNotNull(table.holder))),
  );
  return {
    newest: found
      .sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime())
      .slice(0, limit)
      .map((row) => ({
        ...{ id: row.id, kind: row.kind, backboneId: row.backboneId, seed: row.seed },
        ...{ holder: row.holder, receivedAt: row.receivedAt.toISOString(), standing: row.standing },
        task: row.task === null ? null : taskOf(row.task),
        backboneLabel: facts.get(row.backboneId)?.label ?? row.backboneId,
      })),
    count: counts.reduce((sum, one) => sum + one, 0),
  };
}
