import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import type { MetricId, TaskId } from "#contract";
import { speedSettingOf } from "../derive/board/speed.ts";
import { groupBy } from "../derive/group-by.ts";
import { decisionsAboutThings, type ThingKind } from "../derive/standing.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { decisions, metricValues, resultDocuments, results, speedMeasurements } from "../schema.ts";
import { measuredFacts } from "./boards.ts";
import { isMetric, taskOf } from "./metric-rows.ts";
import { ofNewestResults } from "./newest-state.ts";

/** What was decided of what was sent, and what waits for a decision. */

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

/** One decision of a maintainer about something that was sent. */
export interface Decision {
  readonly action: (typeof decisionsAboutThings)[number];
  readonly subject: string;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
}

/** What is said in the place of something withdrawn: when, by whom and why. */
export type Tombstone = Omit<Decision, "action">;

/** A decision with what it is about; `thing` is null where the operator has taken its file away. */
export interface DecisionEntry extends Decision {
  readonly thing: Thing | null;
}

/** Something that waits for a maintainer. */
export interface Waiting extends Thing {
  /** Numbers of a result that no board shows yet; empty for others. */
  readonly metrics: Partial<Record<MetricId, number>>;
  /** What a speed was measured on; null for others. */
  readonly device: string | null;
}

type DecisionRow = typeof decisions.$inferSelect;

const decisionOf = ({ action, subject, reason, decidedBy, decidedAt }: DecisionRow): Decision => ({
  action: action as Decision["action"],
  ...{ subject, reason, decidedBy, decidedAt: decidedAt.toISOString() },
});

/** Everything withdrawn, newest first. */
export async function tombstones(db: Database): Promise<Tombstone[]> {
  const rows = await db
    .select()
    .from(decisions)
    .where(inArray(decisions.action, ["withdraw", "reinstate"]))
    .orderBy(desc(decisions.sequence));
  const newest = [...groupBy(rows, ({ subject }) => subject).values()].flatMap(([row]) => row ?? []);
  return newest.flatMap((row) => {
    const { action, ...tombstone } = decisionOf(row);
    return action === "withdraw" ? [tombstone] : [];
  });
}

/** Of something withdrawn why; null: it is not, or there is no such thing. */
export async function tombstone(id: string, db: Database = sharedDatabase().db): Promise<Tombstone | null> {
  return (await tombstones(db)).find(({ subject }) => subject === id) ?? null;
}

const about = { id: results.id, backboneId: results.backboneId, task: results.task, seed: results.seed };

/** Results, speeds and documents by id, or all that wait. */
async function things(db: Database, which: readonly string[] | "waiting"): Promise<Thing[]> {
  const labels = await measuredFacts(db);
  const chosen = (table: typeof results | typeof speedMeasurements | typeof resultDocuments) =>
    which === "waiting" ? eq(table.standing, "waiting") : inArray(table.id, [...which]);
  const ofResults = await db
    .select({ ...about, holder: results.holder, receivedAt: results.receivedAt })
    .from(results)
    .where(chosen(results));
  const ofSpeeds = await db.select().from(speedMeasurements).where(chosen(speedMeasurements));
  const { kind, holder, receivedAt } = resultDocuments;
  const ofDocuments = await db
    .select({ ...about, id: resultDocuments.id, kind, holder, receivedAt })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(and(chosen(resultDocuments), ne(results.standing, "withdrawn")));
  const found = [
    ...ofResults.map((row) => ({ ...row, kind: "result" as const, task: taskOf(row.task) })),
    ...ofSpeeds.map((row) => ({ ...row, kind: "speed" as const, task: null, seed: null })),
    ...ofDocuments.map((row) => ({ ...row, task: taskOf(row.task) })),
  ];
  return found.map((row) => ({
    ...{ id: row.id, kind: row.kind, backboneId: row.backboneId, task: row.task, seed: row.seed },
    ...{ holder: row.holder, receivedAt: row.receivedAt.toISOString() },
    backboneLabel: labels.get(row.backboneId)?.label ?? row.backboneId,
  }));
}

/** Every decision about something that was sent, newest first. Who may send nothing is not published. */
export function decisionLog(db: Database = sharedDatabase().db): Promise<readonly DecisionEntry[]> {
  // Every backbone's page looks for its own among them.
  return ofNewestResults(db, "decisions", () => decidedThings(db));
}

async function decidedThings(db: Database): Promise<DecisionEntry[]> {
  const rows = await db
    .select()
    .from(decisions)
    .where(inArray(decisions.action, [...decisionsAboutThings]))
    .orderBy(desc(decisions.sequence));
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const found = new Map((await things(db, subjects)).map((thing) => [thing.id, thing]));
  return rows.map((row) => ({ ...decisionOf(row), thing: found.get(row.subject) ?? null }));
}

/** Of everything that is withdrawn the decision that says so, newest first. */
export async function withdrawals(db: Database): Promise<DecisionEntry[]> {
  const withdrawn = new Set((await tombstones(db)).map(({ subject }) => subject));
  return (await decisionLog(db)).filter(
    ({ action, subject }) => action === "withdraw" && withdrawn.delete(subject),
  );
}

/** What waits for a maintainer, the oldest first. */
export async function queue(db: Database = sharedDatabase().db): Promise<Waiting[]> {
  const waiting = await things(db, "waiting");
  const ids = waiting.map(({ id }) => id);
  const values = await db
    .select({
      resultId: metricValues.resultId,
      metric: metricValues.metric,
      value: metricValues.value,
    })
    .from(metricValues)
    .where(inArray(metricValues.resultId, ids))
    .orderBy(asc(metricValues.metric));
  const speeds = await db
    .select({ id: speedMeasurements.id, measurement: speedMeasurements.measurement })
    .from(speedMeasurements)
    .where(inArray(speedMeasurements.id, ids));
  const deviceOf = new Map(speeds.map(({ id, measurement }) => [id, speedSettingOf(measurement).label]));
  const valuesOf = groupBy(values, ({ resultId }) => resultId);
  return waiting
    .map((thing) => {
      const metrics: Waiting["metrics"] = {};
      for (const { metric, value } of valuesOf.get(thing.id) ?? []) {
        if (isMetric(metric)) metrics[metric] = value;
      }
      return { ...thing, metrics, device: deviceOf.get(thing.id) ?? null };
    })
    .sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
}
