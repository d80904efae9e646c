import { and, asc, desc, eq, getTableColumns, inArray, lte, ne } from "drizzle-orm";
import type { MetricId, TaskId } from "#contract";
import type { BackboneFacts } from "../derive/board/backbone-facts.ts";
import type { Board } from "../derive/board/board.ts";
import type { Source } from "../derive/board/cell.ts";
import type { Cohort, CohortMembers } from "../derive/board/cohort.ts";
import {
  type Arrival,
  arrivals,
  type BoardPair,
  type CellChange,
  cellChanges,
  type RankChange,
  rankChanges,
} from "../derive/snapshot-diff.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { metricValues, results, snapshots } from "../schema.ts";
import { boardOfMembers, cohortsAmong, currentBoard, currentCohorts, measuredFacts } from "./boards.ts";
import { type Tombstone, tombstones } from "./decisions.ts";
import { taskOf } from "./metric-rows.ts";
import { releases } from "./releases.ts";

/** All results there were at one moment. Its numbers never change; labels and descriptions are today's. */
export interface SnapshotFacts {
  /** 16 hexadecimal digits of the content's hash. */
  readonly id: string;
  /** Its name as a release; null: it has none. */
  readonly release: string | null;
  readonly takenAt: string;
  /** SHA-256 of the sorted ids of its results, one a line, " verified" after those that had a signature. */
  readonly contentSha256: string;
  readonly results: number;
  /** Results more than in the snapshot before. */
  readonly added: number;
  readonly removed: number;
  /** Results of both that had no signature, or another state of it, in the one before. */
  readonly signed: number;
  /** The newest of its day (UTC): what a short list shows. */
  readonly lastOfDay: boolean;
}

export interface SnapshotPage {
  readonly snapshot: SnapshotFacts;
  readonly cohorts: readonly Cohort[];
  /** Is this what the boards show today? */
  readonly current: boolean;
  /** Results of the snapshot whose files an operator has taken away since. */
  readonly lostResults: number;
  /** What maintainers have withdrawn of it since. */
  readonly withdrawn: readonly Tombstone[];
}

export interface SnapshotResult {
  readonly id: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly task: TaskId;
  readonly source: Source;
  readonly seed: number | null;
  readonly receivedAt: string;
  /** Of the board that it is on; null: replaced in the same state. */
  readonly cohortId: string | null;
}

export interface SnapshotDiff {
  readonly before: SnapshotFacts;
  readonly after: SnapshotFacts;
  readonly added: readonly SnapshotResult[];
  readonly removed: readonly SnapshotResult[];
  readonly arrivals: readonly Arrival[];
  readonly cells: readonly CellChange[];
  readonly ranks: readonly RankChange[];
}

/** An uploaded result as the feed tells of it. */
export interface NewResult extends SnapshotResult {
  readonly metrics: Partial<Record<MetricId, number>>;
  /** null: corrected since, or another result of the cell counts before it. */
  readonly cohort: Cohort | null;
  readonly uploadedBy: string | null;
}

type SnapshotRow = typeof snapshots.$inferSelect;

const dayOf = ({ takenAt }: SnapshotRow) => takenAt.toISOString().slice(0, 10);

/** A result's line in a snapshot: what its numbers follow from. */
export const snapshotLine = ({ id, source }: { readonly id: string; readonly source: Source }): string =>
  source === "verified" ? `${id} verified` : id;

const idOf = (line: string) => line.slice(0, 64);

function factsOf(
  row: SnapshotRow,
  next: SnapshotRow | undefined,
  named: ReadonlyMap<string, string>,
): SnapshotFacts {
  const removed = new Set(row.removed.map(idOf));
  const signed = row.added.filter((line) => removed.has(idOf(line))).length;
  return {
    id: row.id,
    release: named.get(row.id) ?? null,
    takenAt: row.takenAt.toISOString(),
    contentSha256: row.contentSha256,
    results: row.results,
    added: row.added.length - signed,
    removed: row.removed.length - signed,
    signed,
    lastOfDay: !next || dayOf(next) !== dayOf(row),
  };
}

/** Every snapshot, newest first. */
export async function listSnapshots(db: Database = sharedDatabase().db): Promise<SnapshotFacts[]> {
  const rows = await db.select().from(snapshots).orderBy(desc(snapshots.sequence));
  const named = await releases(db);
  return rows.map((row, index) => factsOf(row, rows[index - 1], named));
}

/** Lines of a snapshot, by adding up the differences to it. */
export async function linesOfSnapshot(db: Database, sequence: number): Promise<Set<string>> {
  const steps = await db
    .select({ added: snapshots.added, removed: snapshots.removed })
    .from(snapshots)
    .where(lte(snapshots.sequence, sequence))
    .orderBy(asc(snapshots.sequence));
  const lines = new Set<string>();
  for (const { added, removed } of steps) {
    for (const line of removed) lines.delete(line);
    for (const line of added) lines.add(line);
  }
  return lines;
}

/** Of the list of all, newest first, the first that was taken of an id or a release: any later one has the same results. */
async function find(db: Database, all: readonly SnapshotFacts[], idOrRelease: string) {
  const id = all.find(({ release }) => release === idOrRelease)?.id ?? idOrRelease;
  const facts = all.findLast((one) => one.id === id);
  if (!facts) return null;
  const [first] = await db
    .select({ sequence: snapshots.sequence })
    .from(snapshots)
    .where(eq(snapshots.id, id))
    .orderBy(asc(snapshots.sequence))
    .limit(1);
  if (!first) return null;
  const lines = [...(await linesOfSnapshot(db, first.sequence))];
  const ids = lines.map(idOf);
  const signed = new Set(lines.filter((line) => line !== idOf(line)).map(idOf));
  const isNewest = all[0]?.contentSha256 === facts.contentSha256;
  const members = isNewest ? await currentCohorts(db) : await cohortsAmong(db, { ids, signed });
  return { facts, ids, isNewest, members };
}

type State = NonNullable<Awaited<ReturnType<typeof find>>>;

/** A snapshot, by its id or its name as a release, with its boards' names; null: there is none. */
export async function snapshot(id: string, db: Database = sharedDatabase().db): Promise<SnapshotPage | null> {
  const found = await find(db, await listSnapshots(db), id);
  if (!found) return null;
  const { facts, ids, isNewest, members } = found;
  const present = await db.select({ id: results.id }).from(results).where(inArray(results.id, ids));
  const cohorts = members.map(({ cohort }) => cohort);
  const own = new Set(ids);
  const withdrawn = (await tombstones(db)).filter(({ subject }) => own.has(subject));
  return {
    ...{ snapshot: facts, cohorts, current: isNewest, withdrawn },
    lostResults: ids.length - present.length,
  };
}

/** A board as it was; null: no such snapshot, or no such cohort in it. */
export async function boardOfSnapshot(
  id: string,
  cohortId: string,
  db: Database = sharedDatabase().db,
): Promise<Board | null> {
  const found = await find(db, await listSnapshots(db), id);
  return found && boardIn(db, found, cohortId);
}

/** Of today's state the kept one; null: the state has no such cohort. */
async function boardIn(db: Database, { isNewest, members }: State, cohortId: string): Promise<Board | null> {
  if (isNewest) return currentBoard(db, cohortId);
  const found = members.find(({ cohort }) => cohort.id === cohortId);
  return found ? boardOfMembers(db, found) : null;
}

/** By result, the cohort whose board has it. */
const cohortsByResult = (members: readonly CohortMembers[]) =>
  new Map(members.flatMap(({ cohort, resultIds }) => resultIds.map((id) => [id, cohort] as const)));

type ResultRow = typeof results.$inferSelect;

function snapshotResult(
  { id, backboneId, task, source, seed, receivedAt }: ResultRow,
  facts: ReadonlyMap<string, BackboneFacts>,
  cohort: Cohort | undefined,
): SnapshotResult {
  return {
    id,
    backboneId,
    backboneLabel: facts.get(backboneId)?.label ?? backboneId,
    task: taskOf(task),
    source,
    seed,
    receivedAt: receivedAt.toISOString(),
    cohortId: cohort?.id ?? null,
  };
}

/** Results of a state that another has not, newest first. */
async function resultsBesides(db: Database, state: State, other: State): Promise<SnapshotResult[]> {
  const others = new Set(other.ids);
  const cohortOf = cohortsByResult(state.members);
  const facts = await measuredFacts(db);
  const rows = await db
    .select()
    .from(results)
    .where(
      inArray(
        results.id,
        state.ids.filter((id) => !others.has(id)),
      ),
    )
    .orderBy(desc(results.sequence));
  return rows.map((row) => snapshotResult(row, facts, cohortOf.get(row.id)));
}

/** The newest accepted uploads, newest first; the paper's printed results are not among them. */
export async function newestResults(limit: number, db: Database = sharedDatabase().db): Promise<NewResult[]> {
  const facts = await measuredFacts(db);
  const rows = await db
    .select()
    .from(results)
    .where(and(ne(results.source, "paper"), eq(results.standing, "accepted")))
    .orderBy(desc(results.sequence))
    .limit(limit);
  const { replicates: _, ...columns } = getTableColumns(metricValues);
  const values = await db
    .select(columns)
    .from(metricValues)
    .where(
      inArray(
        metricValues.resultId,
        rows.map(({ id }) => id),
      ),
    );
  const cohortOf = cohortsByResult(await currentCohorts(db));
  return rows.map((row) => ({
    ...snapshotResult(row, facts, cohortOf.get(row.id)),
    metrics: Object.fromEntries(
      values.filter(({ resultId }) => resultId === row.id).map(({ metric, value }) => [metric, value]),
    ),
    cohort: cohortOf.get(row.id) ?? null,
    uploadedBy: row.uploadedBy,
  }));
}

const isSame = (a: CohortMembers | undefined, b: CohortMembers | undefined) =>
  a?.resultIds.length === b?.resultIds.length &&
  new Set([...(a?.resultIds ?? []), ...(b?.resultIds ?? [])]).size === a?.resultIds.length;

/** Boards that have other results in two states; what only one state has is null in the other. */
async function changedBoards(db: Database, before: State, after: State): Promise<BoardPair[]> {
  const pairs: BoardPair[] = [];
  const cohortIds = new Set([...before.members, ...after.members].map(({ cohort }) => cohort.id));
  for (const cohortId of cohortIds) {
    const membersIn = ({ members }: State) => members.find(({ cohort }) => cohort.id === cohortId);
    if (isSame(membersIn(before), membersIn(after))) continue;
    pairs.push({
      cohortId,
      before: await boardIn(db, before, cohortId),
      after: await boardIn(db, after, cohortId),
    });
  }
  return pairs;
}

/** What changed from one snapshot to another, in results, numbers and ranks; null: one of the ids is unknown. */
export async function diffSnapshots(
  beforeId: string,
  afterId: string,
  db: Database = sharedDatabase().db,
): Promise<SnapshotDiff | null> {
  const all = await listSnapshots(db);
  const [before, after] = [await find(db, all, beforeId), await find(db, all, afterId)];
  if (!before || !after) return null;
  const pairs = await changedBoards(db, before, after);
  return {
    before: before.facts,
    after: after.facts,
    added: await resultsBesides(db, after, before),
    removed: await resultsBesides(db, before, after),
    arrivals: arrivals(pairs),
    cells: cellChanges(pairs),
    ranks: rankChanges(pairs),
  };
}
