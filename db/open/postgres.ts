import { drizzle } from "drizzle-orm/node-postgres";
import { Client, Pool } from "pg";
import * as schema from "../schema.ts";
import { listenServer } from "./changes.ts";
import { migrateServer } from "./migrate.ts";
import type { OpenDatabase } from "./shared-database.ts";
import { checkServer, explained, type ServerFacts } from "./unusable-database.ts";

/** A server that says nothing for so long is away: whoever waits is told. */
const connectionMs = 5_000;
const statementMs = 60_000;

const say = (line: string) => process.stderr.write(`database: ${line}\n`);

async function factsOf(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(`
    select current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "readOnly"
  `);
  const [facts] = rows;
  if (!facts) throw new Error("the server does not say what it is");
  return facts;
}

/** Checks the server and brings its database up to date, on one connection of its own: the lock belongs to a session. */
async function prepare(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectionMs });
  // Its queries fail too, and say why.
  client.on("error", () => {});
  try {
    await client.connect();
    checkServer(await factsOf(client), url);
    await migrateServer(client);
  } catch (error) {
    throw explained(error, url);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Opens and migrates a database of a PostgreSQL server. @throws UnusableDatabaseError with what helps */
export async function openServer(
  url: string,
  around: Pick<OpenDatabase, "files" | "maintainers">,
): Promise<OpenDatabase> {
  await prepare(url);
  const pool = new Pool({
    connectionString: url,
    max: 8,
    keepAlive: true,
    connectionTimeoutMillis: connectionMs,
    statement_timeout: statementMs,
    // The network may be what is silent.
    query_timeout: statementMs + connectionMs,
    idle_in_transaction_session_timeout: statementMs,
  });
  // A connection that breaks while nobody uses it concerns nobody: the pool makes another. Unheard, it would end the process.
  pool.on("error", (error) => say(`lost a connection: ${error.message}`));
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    db: drizzle(pool, { schema }),
    ...around,
    listen: (onChange) => listenServer(url, onChange, say),
    tellsAtOnce: false,
    close: () => pool.end(),
  };
}
