import type { PGlite } from "@electric-sql/pglite";
import { getTableName } from "drizzle-orm";
import { Client } from "pg";
import { servingLock } from "./serving-lock.ts";
import { chosenTables } from "./tables.ts";

/**
 * Who has to know that rows changed: every server that keeps pages made of them. The tables themselves tell it, in the
 * transaction that changes them, so no write can forget to.
 */

const channel = "rows_changed";

/** Whether a page may show what a table holds. */
const shown = chosenTables({
  backbones: true,
  results: true,
  metricValues: true,
  attestations: true,
  speedMeasurements: true,
  resultDocuments: true,
  snapshots: true,
  decisions: true,
  uploadTokens: false,
  rateLimits: false,
  auditLog: false,
});

/** Names of the tables that pages are made of. */
export const shownTables: readonly string[] = shown.map(({ table }) => getTableName(table));

/** In no migration: it says nothing of the rows, and belongs to this program's version. */
const tell = `
create or replace function tell_of_change() returns trigger language plpgsql as
  $$ begin perform pg_notify('${channel}', ''); return null; end $$;
`;

/** Of one transaction listeners hear once, when it is over. */
const triggerOf = (table: string) => `
create or replace trigger tell_of_change after insert or update or delete on ${table}
  for each statement execute function tell_of_change();
`;

interface Connection {
  query(text: string): Promise<{ rows: { name: string }[] }>;
  /** Several statements. */
  execute(text: string): Promise<unknown>;
}

/** Lets the tables tell of changes. A table that does is left alone, for a trigger's creation waits for its writers. */
export async function letTablesTell({ query, execute }: Connection): Promise<void> {
  const { rows } = await query(
    "select tgrelid::regclass::text as name from pg_trigger where tgname = 'tell_of_change'",
  );
  const telling = new Set(rows.map(({ name }) => name));
  const silent = shownTables.filter((table) => !telling.has(table));
  if (silent.length > 0) await execute(tell + silent.map(triggerOf).join(""));
}

/** Called with the notification's own word; the tables say none. */
export type OnChange = (word: string) => void;

export interface Listening {
  stop(): Promise<void>;
}

/** Calls back for every change of the embedded database, before the one who made it knows that it is stored. */
export async function listenEmbedded(client: PGlite, onChange: OnChange): Promise<Listening> {
  const stop = await client.listen(channel, onChange);
  return { stop: () => stop() };
}

const shortestWaitMs = 200;
const longestWaitMs = 5_000;

/**
 * Calls back for every change that anybody makes on a PostgreSQL server, shortly after it was made, and after each time
 * that it has connected: what was told before is not told again.
 *
 * @param say is told once of a loss, and of its end
 */
export async function listenServer(
  url: string,
  onChange: OnChange,
  say: (line: string) => void,
): Promise<Listening> {
  let stopped = false;
  let client: Client | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let waitMs = shortestWaitMs;

  const connect = async () => {
    const patience = { connectionTimeoutMillis: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
    const own = new Client({ connectionString: url, ...patience });
    let lost = false;
    const lose = () => {
      if (lost || stopped) return;
      lost = true;
      void own.end().catch(() => {});
      if (waitMs === shortestWaitMs) say("lost the connection that tells of changes; trying again");
      waiting = setTimeout(() => void connect().catch(lose), waitMs);
      waitMs = Math.min(2 * waitMs, longestWaitMs);
    };
    own.on("error", lose);
    own.on("end", lose);
    own.on("notification", ({ payload }) => onChange(payload ?? ""));
    client = own;
    try {
      await own.connect();
      await own.query(`listen ${channel}`);
      // Who listens serves: as long as this connection lasts, nobody rebuilds.
      await own.query("select pg_advisory_lock_shared($1)", [servingLock]);
    } catch {
      lose();
      return;
    }
    if (waitMs > shortestWaitMs) say("hears of changes again");
    waitMs = shortestWaitMs;
    onChange("");
  };

  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(waiting);
      await client?.end().catch(() => {});
    },
  };
}
