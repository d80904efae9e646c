import { createHash } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import { setImmediate } from "node:timers/promises";
import { asc, inArray } from "drizzle-orm";
import { type MetricId, metricsOf, type TaskId, taskIds } from "#contract";
import type { BoardResult, SeedValue } from "../derive/board/cell.ts";
import type { CohortMembers } from "../derive/board/cohort.ts";
import { type Column, columnInPieces } from "../derive/board/column.ts";
import { overallRanksInPieces } from "../derive/board/overall-rank.ts";
import type { RankInterval } from "../derive/board/ranks.ts";
import { groupBy } from "../derive/group-by.ts";
import type { Database } from "../open/shared-database.ts";
import { metricValues, results } from "../schema.ts";
import { byResult, isMetric, type MetricRow, taskOf } from "./metric-rows.ts";
import { keep } from "./newest-state.ts";
import { WithinBytes } from "./within-bytes.ts";

/** The numbers of boards, made of results alone and kept by them: a result has only the columns of its own task made anew. */

/** Told of each board whose numbers are derived anew: the one channel that all copies of this file share. */
export const boardMadeChannel = "leaderboard:board-made";
const boardMade = channel(boardMadeChannel);

export interface BoardMade {
  readonly seconds: number;
  /** Whose results had changed; the others' columns were kept. */
  readonly tasks: readonly TaskId[];
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

/** A result without its numbers. */
interface ResultRow {
  readonly id: string;
  readonly sequence: number;
  readonly backboneId: string;
  readonly task: TaskId;
  readonly source: SeedValue["source"];
  readonly learnableMillions: number | null;
}

async function resultRows(db: Database, ids: readonly string[]): Promise<ResultRow[]> {
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
  return rows.map((row) => ({ ...row, task: taskOf(row.task) }));
}

async function withMetrics(db: Database, rows: readonly ResultRow[]): Promise<BoardResult[]> {
  const values: MetricRow[] = [];
  for (let start = 0; start < rows.length; start += readTogether) {
    const ids = rows.slice(start, start + readTogether).map(({ id }) => id);
    const some = await db.select().from(metricValues).where(inArray(metricValues.resultId, ids));
    for (const value of some) values.push(value);
    await othersTurn();
  }
  const valuesOf = byResult(values);
  return rows.map(({ id, sequence, source, backboneId, task, learnableMillions }) => {
    const own: Partial<Record<MetricId, SeedValue>> = {};
    for (const { metric, value, replicates, indicesSha256 } of valuesOf.get(id) ?? []) {
      if (isMetric(metric))
        own[metric] = { resultId: id, sequence, source, value, replicates, indicesSha256 };
    }
    return { backboneId, task, learnableMillions, metrics: own };
  });
}

/** Results by id, with the replicates of their metrics. */
export async function boardResults(db: Database, ids: readonly string[]): Promise<BoardResult[]> {
  return withMetrics(db, await resultRows(db, ids));
}

/** What takes the time of a board: made of its results alone, so it holds whatever else is uploaded. */
interface BoardNumbers {
  readonly results: readonly BoardResult[];
  readonly columns: readonly Column[];
  readonly overall: ReadonlyMap<string, RankInterval | null>;
}

/** One task's part of them, with the replicates, which ranks over all tasks are made of. */
type TaskNumbers = Pick<BoardNumbers, "results" | "columns">;

/** On globalThis as what `ofNewestResults` keeps is. */
const shared = (process.env.NODE_ENV === "production" ? globalThis : {}) as {
  keptNumbers?: WeakMap<Database, Map<string, Map<string, Promise<unknown>>>>;
  keptTasks?: WeakMap<Database, WithinBytes<TaskNumbers>>;
};
shared.keptNumbers ??= new WeakMap();
const numbersOf = shared.keptNumbers;
shared.keptTasks ??= new WeakMap();
const tasksOf = shared.keptTasks;

/** Of each cohort: the newest, and two older ones that somebody compares. A board's numbers may be megabytes. */
const statesKept = 3;

/** Boards of hundreds of backbones have more replicates than are worth their memory: theirs are read anew. */
const mostTaskBytes = 64_000_000;

const sha256 = (lines: readonly string[]) => createHash("sha256").update(lines.join("\n")).digest("hex");

/** Of replicates alone: stored ones, those that are compared, and their ranks. */
function bytesOf({ results: found, columns }: TaskNumbers): number {
  const stored = found.flatMap(({ metrics: own }) =>
    Object.values(own).map(({ replicates }) => 4 * (replicates?.length ?? 0)),
  );
  const compared = columns.flatMap(
    ({ comparable }) => comparable?.estimates.map(({ replicates }) => 12 * replicates.length) ?? [],
  );
  return [...stored, ...compared].reduce((sum, bytes) => sum + bytes, 0);
}

async function taskNumbers(
  db: Database,
  task: TaskId,
  rows: readonly ResultRow[],
): Promise<TaskNumbers & { readonly isNew: boolean }> {
  const kept = tasksOf.get(db) ?? new WithinBytes<TaskNumbers>(mostTaskBytes);
  tasksOf.set(db, kept);
  // All else of a result is as it came.
  const name = `${task} ${sha256(rows.map(({ id, source }) => `${id} ${source}`))}`;
  const known = kept.get(name);
  if (known) return { ...known, isNew: false };
  const found = await withMetrics(db, rows);
  const columns: Column[] = [];
  for (const metric of metricsOf(task)) columns.push(await inTurns(columnInPieces(metric, found)));
  const made = { results: found, columns };
  kept.set(name, made, bytesOf(made));
  return { ...made, isNew: true };
}

/** Without the replicates, which are nearly all of its memory, and which a board has no more use for. */
function lean({ results: found, columns, overall }: BoardNumbers): BoardNumbers {
  const bare = (seeds: readonly SeedValue[]) => seeds.map((seed) => ({ ...seed, replicates: null }));
  return {
    results: found.map((result) => ({ ...result, metrics: {} })),
    columns: columns.map((column) => ({
      ...column,
      comparable: null,
      seeds: new Map([...column.seeds].map(([id, own]) => [id, bare(own)])),
    })),
    overall,
  };
}

async function makeNumbers(db: Database, resultIds: readonly string[]): Promise<BoardNumbers> {
  const start = performance.now();
  const rowsOf = groupBy(await resultRows(db, resultIds), ({ task }) => task);
  const [tasks, made]: [TaskNumbers[], TaskId[]] = [[], []];
  for (const task of taskIds) {
    const rows = rowsOf.get(task);
    if (!rows) continue;
    const { isNew, ...numbers } = await taskNumbers(db, task, rows);
    tasks.push(numbers);
    if (isNew) made.push(task);
  }
  const columns = tasks.flatMap((one) => one.columns);
  const overall = await inTurns(overallRanksInPieces(columns));
  const seconds = (performance.now() - start) / 1000;
  boardMade.publish({ seconds, tasks: made } satisfies BoardMade);
  return lean({ results: tasks.flatMap((one) => one.results), columns, overall });
}

/** The numbers of one cohort's board with these results: today's, or those of an older state. */
export async function boardNumbers(
  db: Database,
  { cohort, resultIds }: CohortMembers,
  labels: string,
): Promise<BoardNumbers> {
  const own = numbersOf.get(db) ?? new Map<string, Map<string, Promise<unknown>>>();
  numbersOf.set(db, own);
  const ofCohort = own.get(cohort.id) ?? new Map<string, Promise<unknown>>();
  own.set(cohort.id, ofCohort);
  const numbers = keep(ofCohort, sha256([labels, ...resultIds]), () => makeNumbers(db, resultIds));
  for (const oldest of ofCohort.keys()) {
    if (ofCohort.size <= statesKept) break;
    ofCohort.delete(oldest);
  }
  return numbers;
}
