import { and, desc, eq, inArray, isNotNull, ne, type SQL } from "drizzle-orm";
import type { TaskId } from "#contract";
import type { Standing, ThingKind } from "../derive/standing.ts";
import type { Database } from "../open/shared-database.ts";
import { resultDocuments, results, speedMeasurements } from "../schema.ts";
import { measuredFacts } from "./boards.ts";
import { taskOf } from "./metric-rows.ts";

/** A result, a speed measurement or a document about a result, as far as a line about it says. */
export interface Thing {
  readonly id: string;
  readonly kind: ThingKind;
  readonly backboneId: string;
  readonly backboneLabel: string;
  /** null: a speed measurement has none. */
  readonly task: TaskId | null;
  readonly seed: number | null;
  readonly holder: string | null;
  readonly receivedAt: string;
}

/** Something that was sent, and where it stands now. */
export interface Upload extends Thing {
  readonly standing: Standing;
}

/** Some by their ids; all that wait, but for documents of withdrawn results; or so many that were sent last. */
export type Asked = { readonly ids: readonly string[] } | "waiting" | { readonly newest: number };

type Table = typeof results | typeof speedMeasurements | typeof resultDocuments;

function isAsked(table: Table, asked: Asked): SQL | undefined {
  if (asked === "waiting") return eq(table.standing, "waiting");
  return "ids" in asked ? inArray(table.id, [...asked.ids]) : isNotNull(table.holder);
}

const sentColumns = (table: Table) => ({
  id: table.id,
  ...{ holder: table.holder, receivedAt: table.receivedAt, standing: table.standing },
});

/** What was sent, the newest first. */
export async function things(db: Database, asked: Asked): Promise<Upload[]> {
  const labels = await measuredFacts(db);
  // Of each kind no more can be among the newest.
  const most = typeof asked === "object" && "newest" in asked ? asked.newest : Number.MAX_SAFE_INTEGER;
  const { backboneId, task, seed } = results;
  const ofResults = await db
    .select({ ...sentColumns(results), backboneId, task, seed })
    .from(results)
    .where(isAsked(results, asked))
    .orderBy(desc(results.receivedAt))
    .limit(most);
  const ofSpeeds = await db
    .select({ ...sentColumns(speedMeasurements), backboneId: speedMeasurements.backboneId })
    .from(speedMeasurements)
    .where(isAsked(speedMeasurements, asked))
    .orderBy(desc(speedMeasurements.receivedAt))
    .limit(most);
  const isOfShown = asked === "waiting" ? ne(results.standing, "withdrawn") : undefined;
  const ofDocuments = await db
    .select({ ...sentColumns(resultDocuments), kind: resultDocuments.kind, backboneId, task, seed })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(and(isAsked(resultDocuments, asked), isOfShown))
    .orderBy(desc(resultDocuments.receivedAt))
    .limit(most);
  const found = [
    ...ofResults.map((row) => ({ ...row, kind: "result" as const })),
    ...ofSpeeds.map((row) => ({ ...row, kind: "speed" as const, task: null, seed: null })),
    ...ofDocuments,
  ];
  return found
    .sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime())
    .slice(0, most)
    .map(({ receivedAt, task: about, ...row }) => ({
      ...row,
      receivedAt: receivedAt.toISOString(),
      task: about === null ? null : taskOf(about),
      backboneLabel: labels.get(row.backboneId)?.label ?? row.backboneId,
    }));
}
