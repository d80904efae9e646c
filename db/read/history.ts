import { eq } from "drizzle-orm";
import {
  backboneHistory,
  type HistoryEntry,
  type HistoryEvent,
  type SentThing,
  sendingEvents,
} from "../derive/history/backbone-history.ts";
import type { Database } from "../open/shared-database.ts";
import { attestations, resultDocuments, results, speedMeasurements } from "../schema.ts";
import { decisionLog } from "./decisions.ts";
import { taskOf } from "./metric-rows.ts";

/** What was sent about a backbone, withdrawn things included. */
async function sentThings(db: Database, backboneId: string): Promise<SentThing[]> {
  const { sequence, receivedAt, holder, naturalKey } = results;
  const ofResults = await db
    .select({ sequence, receivedAt, holder, naturalKey, task: results.task, source: results.source })
    .from(results)
    .where(eq(results.backboneId, backboneId));
  const ofSpeeds = await db
    .select({
      ...{ sequence: speedMeasurements.sequence, receivedAt: speedMeasurements.receivedAt },
      ...{ holder: speedMeasurements.holder, naturalKey: speedMeasurements.naturalKey },
    })
    .from(speedMeasurements)
    .where(eq(speedMeasurements.backboneId, backboneId));
  const ofDocuments = await db
    .select({
      ...{ sequence: resultDocuments.sequence, receivedAt: resultDocuments.receivedAt },
      ...{ holder: resultDocuments.holder, kind: resultDocuments.kind, about: resultDocuments.resultId },
      task: results.task,
    })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(eq(results.backboneId, backboneId));
  const sent = (row: { sequence: number; receivedAt: Date; holder: string | null }) => ({
    ...{ sequence: row.sequence, receivedAt: row.receivedAt.toISOString(), by: row.holder },
  });
  return [
    ...ofResults.map((row) => ({
      ...{ ...sent(row), kind: "result" as const, task: taskOf(row.task) },
      ...{ place: row.naturalKey, isPrinted: row.source === "paper" },
    })),
    ...ofSpeeds.map((row) => ({
      ...{ ...sent(row), kind: "speed" as const, task: null, place: row.naturalKey, isPrinted: false },
    })),
    ...ofDocuments.map((row) => ({
      ...{ ...sent(row), kind: row.kind, task: taskOf(row.task), place: row.about, isPrinted: false },
    })),
  ];
}

async function signings(db: Database, backboneId: string): Promise<HistoryEvent[]> {
  const rows = await db
    .select({ at: attestations.receivedAt, by: attestations.signedBy, task: results.task })
    .from(attestations)
    .innerJoin(results, eq(results.id, attestations.resultId))
    .where(eq(results.backboneId, backboneId));
  return rows.map(({ at, by, task }) => ({
    ...{ at: at.toISOString(), action: "signed", kind: "result", task: taskOf(task), by, reason: null },
  }));
}

async function decided(db: Database, backboneId: string): Promise<HistoryEvent[]> {
  return (await decisionLog(db)).flatMap(({ thing, action, reason, decidedBy, decidedAt }) =>
    thing?.backboneId === backboneId
      ? [{ at: decidedAt, action, kind: thing.kind, task: thing.task, by: decidedBy, reason }]
      : [],
  );
}

/** What happened to a backbone on this site: uploads, corrections, signatures and decisions, newest first. */
export async function historyOf(db: Database, backboneId: string): Promise<HistoryEntry[]> {
  return backboneHistory([
    ...sendingEvents(await sentThings(db, backboneId)),
    ...(await signings(db, backboneId)),
    ...(await decided(db, backboneId)),
  ]);
}
