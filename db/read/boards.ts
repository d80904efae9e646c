import { setImmediate } from "node:timers/promises";
import { asc, desc, inArray, max, sql } from "drizzle-orm";
import { type MetricId, metricIds, metrics, type TaskId, taskIds } from "#contract";
import { type BackboneFacts, factsOfManifest } from "../derive/board/backbone-facts.ts";
import { type Board, boardOf } from "../derive/board/board.ts";
import type { BoardResult, SeedValue } from "../derive/board/cell.ts";
import { type CohortMembers, cohortsOf } from "../derive/board/cohort.ts";
import { type Column, columnInPieces } from "../derive/board/column.ts";
import { overallRanksInPieces } from "../derive/board/overall-rank.ts";
import type { CurrentSpeed } from "../derive/board/speed.ts";
import { groupBy } from "../derive/group-by.ts";
import type { Database } from "../open/shared-database.ts";
import { attestations, backbones, metricValues, results, speedMeasurements } from "../schema.ts";
import { currentSpeeds } from "./speed.ts";

/** Rows to boards, and the boards of the newest results kept in memory: what all reads of numbers go through. */

export const isMetric = (name: string): name is MetricId => metricIds.some((id) => id === name);
const isTask = (name: string): name is TaskId => taskIds.some((id) => id === name);

export function taskOf(name: string): TaskId {
  if (!isTask(name)) throw new Error(`task ${name} in the database; tasks: ${taskIds.join(", ")}`);
  return name;
}

export type MetricRow = typeof metricValues.$inferSelect;

export const byResult = (values: readonly MetricRow[]) => groupBy(values, ({ resultId }) => resultId);

/** Cohorts of the current results: of each natural key the newest, among all results or among `ids`. */
export async function cohortsAmong(db: Database, ids: readonly string[] | "all"): Promise<CohortMembers[]> {
  const placements = await db
    .selectDistinctOn([results.naturalKey], {
      resultId: results.id,
      sequence: results.sequence,
      backboneId: results.backboneId,
      task: results.task,
      setting: results.setting,
      columnKey: results.columnKey,
      classes: sql<string[] | null>`${results.details} #> '{provenance,datasetClasses}'`,
    })
    .from(results)
    .where(ids === "all" ? undefined : inArray(results.id, [...ids]))
    .orderBy(asc(results.naturalKey), desc(results.sequence));
  return cohortsOf(placements);
}

/** As printed for the paper's cohorts, as in the manifest for measured ones; the other where only that exists. */
export async function backboneFacts(
  db: Database,
  preferred: "printed" | "manifest",
): Promise<Map<string, BackboneFacts>> {
  const rows = await db.select().from(backbones);
  return new Map(
    rows.flatMap((row) => {
      const measured = row.manifest ? factsOfManifest(row.manifest) : null;
      const facts = preferred === "printed" ? (row.paperFacts ?? measured) : (measured ?? row.paperFacts);
      return facts ? [[row.id, facts]] : [];
    }),
  );
}

/** Results whose replicates, 4 kB a metric, are read at once. */
const readTogether = 300;

/** The embedded database and ranks take this process's own time: between two pieces, requests have their turn. */
const othersTurn = () => setImmediate();

/** Does a long piece of work in its pieces, others having their turn between two. */
async function inTurns<Made>(pieces: Generator<void, Made>): Promise<Made> {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    await othersTurn();
  }
}

/** Results by id, with the replicates of their metrics. */
export async function boardResults(db: Database, ids: readonly string[]): Promise<BoardResult[]> {
  const rows = await db
    .select({
      id: results.id,
      sequence: results.sequence,
      backboneId: results.backboneId,
      task: results.task,
      source: results.source,
      learnableMillions: results.learnableParametersMillions,
    })
    .from(results)
    .where(inArray(results.id, [...ids]))
    .orderBy(asc(results.sequence));
  const values: MetricRow[] = [];
  for (let start = 0; start < ids.length; start += readTogether) {
    const some = await db
      .select()
      .from(metricValues)
      .where(inArray(metricValues.resultId, ids.slice(start, start + readTogether)));
    for (const value of some) values.push(value);
    await othersTurn();
  }
  const valuesOf = byResult(values);
  return rows.map((row) => {
    const own: Partial<Record<MetricId, SeedValue>> = {};
    for (const { metric, value, replicates, indicesSha256 } of valuesOf.get(row.id) ?? []) {
      if (!isMetric(metric)) continue;
      own[metric] = {
        resultId: row.id,
        sequence: row.sequence,
        source: row.source,
        value,
        replicates,
        indicesSha256,
      };
    }
    return {
      backboneId: row.backboneId,
      task: taskOf(row.task),
      learnableMillions: row.learnableMillions,
      metrics: own,
    };
  });
}

export async function boardOfMembers(
  db: Database,
  { cohort, resultIds }: CohortMembers,
  speeds: readonly CurrentSpeed[] = [],
): Promise<Board> {
  const facts = await backboneFacts(db, cohort.kind === "paper" ? "printed" : "manifest");
  const found = await boardResults(db, resultIds);
  const columns: Column[] = [];
  for (const metric of metrics) columns.push(await inTurns(columnInPieces(metric, found)));
  const overall = await inTurns(overallRanksInPieces(columns));
  return boardOf(cohort, found, columns, overall, facts, speeds);
}

/** What was derived from one state of the results; the next upload forgets it all. */
interface KeptState {
  readonly key: string;
  readonly made: Map<string, Promise<unknown>>;
}

/**
 * The server's bundles hold several copies of this file, which would each make the same boards: what was made lives on
 * globalThis, as the open database does. In development a copy keeps its own, or edited code would show nothing new.
 */
const shared = (process.env.NODE_ENV === "production" ? globalThis : {}) as {
  keptResults?: WeakMap<Database, KeptState>;
};
shared.keptResults ??= new WeakMap();
const kept = shared.keptResults;

/**
 * Names the newest state of results and speeds. They are append only and sequence numbers are never used again, also by a
 * rebuild, so the highest names a state. Asked each time: another process may have written.
 */
export async function resultsState(db: Database): Promise<string> {
  const [found] = await db.select({ newest: max(results.sequence) }).from(results);
  const [speed] = await db.select({ newest: max(speedMeasurements.sequence) }).from(speedMeasurements);
  // A signature changes how a number is labelled, and so does one that no longer counts: sets of one size differ too.
  const each = sql`hashtext(${attestations.resultId} || ' ' || ${attestations.signedBy})::bigint`;
  const [signed] = await db
    .select({ signatures: sql<string>`count(*) || ' ' || coalesce(sum(${each}), 0)` })
    .from(attestations);
  return `${found?.newest ?? "none"} ${speed?.newest ?? "none"} ${signed?.signatures ?? 0}`;
}

/** What `make` gives for the newest results: made at the first asking and kept until a result is added. */
export async function ofNewestResults<Made>(
  db: Database,
  name: string,
  make: () => Promise<Made>,
): Promise<Made> {
  const key = await resultsState(db);
  let state = kept.get(db);
  if (state?.key !== key) {
    state = { key, made: new Map() };
    kept.set(db, state);
  }
  const { made } = state;
  const known = made.get(name);
  if (known) return known as Promise<Made>;
  const making = make();
  made.set(name, making);
  // A failure is for its readers, not for those after them.
  making.catch(() => made.delete(name));
  return making;
}

/** Cohorts of the current results. */
export function currentCohorts(db: Database): Promise<CohortMembers[]> {
  return ofNewestResults(db, "cohorts", () => cohortsAmong(db, "all"));
}

/** null: no such cohort. Bootstrap replicates of hundreds of backbones take seconds to rank, so the board is kept. */
export async function currentBoard(db: Database, cohortId: string): Promise<Board | null> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  if (!members) return null;
  return ofNewestResults(db, `board ${cohortId}`, async () =>
    boardOfMembers(db, members, await currentSpeeds(db)),
  );
}
