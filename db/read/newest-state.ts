import { sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../open/shared-database.ts";
import {
  attestations,
  decisions,
  resultDocuments,
  results,
  snapshots,
  speedMeasurements,
} from "../schema.ts";

/** What was made of the newest rows, kept until there are newer ones. */

/** What was derived from one state of the results; the next upload forgets it all. */
interface KeptState {
  readonly key: string;
  readonly made: Map<string, Promise<unknown>>;
}

/** Of a database that tells of every change at once: how many it told of, and the state since the last where it was asked. */
interface ToldState {
  changes: number;
  state: NewestState | null;
}

/**
 * The server's bundles hold several copies of this file, which would each make the same boards: what was made lives on
 * globalThis, as the open database does. In development a copy keeps its own, or edited code would show nothing new.
 */
const shared = (process.env.NODE_ENV === "production" ? globalThis : {}) as {
  keptResults?: WeakMap<Database, KeptState>;
  toldStates?: WeakMap<Database, ToldState>;
};
shared.keptResults ??= new WeakMap();
const kept = shared.keptResults;
shared.toldStates ??= new WeakMap();
const toldStates = shared.toldStates;

/** Names of what reads depend on. */
export interface NewestState {
  /** Of results, speeds and what is said of them: boards and backbones. */
  readonly results: string;
  /** Of what changes how a number is labelled, or whether it counts. */
  readonly labels: string;
  /** Of documents about results, such as indices of pictures, too. */
  readonly everything: string;
}

const newest = (column: PgColumn) => sql`(select max(${column}) from ${column.table})`;
const count = (table: PgTable) => sql`(select count(*) from ${table})`;

/** Those that count: as many others are another state. */
const countingSignatures = sql`(select count(*) || ':' ||
  coalesce(sum(hashtext(${attestations.resultId} || ' ' || ${attestations.signedBy})::bigint), 0) from ${attestations})`;

/**
 * One question, asked at nearly every request. Numbers of rows name a state where rows are only added; results go with a
 * rebuild, and sequence numbers may become visible in another order than drawn, but snapshots are taken one after the other.
 */
const question = sql`select
  concat_ws(' ', ${newest(results.sequence)}, ${newest(snapshots.sequence)}) as results,
  concat_ws(' ', ${count(decisions)}, ${countingSignatures}) as labels,
  ${count(speedMeasurements)} as speeds,
  ${count(resultDocuments)} as documents`;

async function askState(db: Database): Promise<NewestState> {
  const { rows } = (await db.execute(question)) as unknown as {
    rows: { results: string; labels: string; speeds: string; documents: string }[];
  };
  const [found] = rows;
  if (!found) throw new Error("the database does not answer a question without a table");
  const { labels, documents } = found;
  const state = `${found.results}, ${found.speeds}, ${labels}`;
  return { results: state, labels, everything: `${state}, ${documents}` };
}

/** Of each database the question that is being answered, and the one that will be asked next. */
const asking = new WeakMap<Database, { running: Promise<unknown>; next: Promise<NewestState> | null }>();

/**
 * From now on the state of a database that tells of every change at once is asked for after a change alone.
 *
 * @returns what has to be called at each change
 */
export function keepStateUntilTold(db: Database): () => void {
  const told: ToldState = { changes: 0, state: null };
  toldStates.set(db, told);
  return () => {
    told.changes += 1;
    told.state = null;
  };
}

async function askAndKeep(db: Database): Promise<NewestState> {
  const told = toldStates.get(db);
  const changes = told?.changes;
  const state = await askState(db);
  if (told && told.changes === changes) told.state = state;
  return state;
}

/**
 * Names the newest state. Asked each time where another process may have written; who asks while a question is under way
 * waits for the next, which all such have in common.
 */
export function newestStateOf(db: Database): Promise<NewestState> {
  const known = toldStates.get(db)?.state;
  if (known) return Promise.resolve(known);
  const turn = asking.get(db) ?? { running: Promise.resolve(), next: null };
  asking.set(db, turn);
  turn.next ??= turn.running.then(() => {
    turn.next = null;
    const answer = askAndKeep(db);
    turn.running = answer.catch(() => {});
    return answer;
  });
  return turn.next;
}

async function keptState(db: Database): Promise<KeptState> {
  const { results: key } = await newestStateOf(db);
  let state = kept.get(db);
  if (state?.key !== key) {
    state = { key, made: new Map() };
    kept.set(db, state);
  }
  return state;
}

/** What was made under this name, or now is; the one asked for last comes last. */
export function keep<Made>(made: Map<string, Promise<unknown>>, name: string, make: () => Promise<Made>) {
  const making = (made.get(name) as Promise<Made> | undefined) ?? make();
  made.delete(name);
  made.set(name, making);
  // A failure is for its readers, not for those after them.
  making.catch(() => made.delete(name));
  return making;
}

/** What `make` gives for the newest results: made at the first asking and kept until a result is added. */
export async function ofNewestResults<Made>(
  db: Database,
  name: string,
  make: () => Promise<Made>,
): Promise<Made> {
  return keep((await keptState(db)).made, name, make);
}
