import { asc, desc, inArray } from "drizzle-orm";
import type { MetricId } from "#contract";
import { speedSettingOf } from "../derive/board/speed.ts";
import { groupBy } from "../derive/group-by.ts";
import { decisionsAboutThings } from "../derive/standing.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { decisions, metricValues, speedMeasurements } from "../schema.ts";
import { isMetric } from "./metric-rows.ts";
import { ofNewestResults } from "./newest-state.ts";
import { type Thing, things } from "./things.ts";

/** What was decided of what was sent, and what waits for a decision. */

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
  const found = new Map(
    (await things(db, { ids: subjects })).map(({ standing: _, ...thing }) => [thing.id, thing]),
  );
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
  const waiting = (await things(db, "waiting")).map(({ standing: _, ...thing }) => thing);
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
