import { causesOf, codeOf } from "./error-causes.ts";

/** The database cannot be used as it is; the message says which, why, and what helps. */
export class UnusableDatabaseError extends Error {
  override readonly name = "UnusableDatabaseError";
}

/** Codes that an error and what caused it carry. */
function* codesOf(error: unknown): Generator<string> {
  for (const one of causesOf(error)) {
    const code = codeOf(one);
    if (code !== null) yield code;
    // Node reports a host with several addresses so.
    if (one instanceof AggregateError) for (const inner of one.errors) yield* codesOf(inner);
  }
}

const messagesOf = (error: unknown): string[] => [...causesOf(error)].map(({ message }) => message);

const socketCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"];
const nameCodes = ["ENOTFOUND", "EAI_AGAIN"];
/** Shutdown, crash and start of a server; connection exceptions (class 08); too many connections; the store of files. */
const awayCode = /^(57P0[123]|08...|53300|FILES_AWAY)$/;
/** What `pg` says without a code. */
const awayMessage = /Connection terminated|timeout exceeded when trying to connect|Query read timeout/;

/** Whether a query failed since the server did not answer, not for what was asked: later it may go through. */
export function isAway(error: unknown): boolean {
  const codes = [...codesOf(error)];
  return (
    codes.some((code) => awayCode.test(code) || [...socketCodes, ...nameCodes].includes(code)) ||
    messagesOf(error).some((message) => awayMessage.test(message))
  );
}

/** After which a database that was restarted is likely back. */
export const likelyBackSeconds = 5;

/** Where an address leads, without its password. */
function placeOf(url: string): { readonly server: string; readonly database: string; readonly user: string } {
  const { hostname, port, pathname, username } = new URL(url);
  const server = `${hostname || "localhost"}:${port || 5432}`;
  return { server, database: decodeURIComponent(pathname.slice(1)), user: decodeURIComponent(username) };
}

function remedy(error: unknown, url: string): string {
  const { database, user } = placeOf(url);
  const codes = [...codesOf(error)];
  const is = (...some: string[]) => codes.some((code) => some.includes(code));
  if (is("28P01", "28000")) return `correct user ("${user}") and password in DATABASE_URL`;
  if (is("3D000")) return `make it: createdb --encoding UTF8 --template template0 ${database}`;
  if (is("42501")) return `let its user make tables: grant create on schema public to "${user}"`;
  if (is("25006")) return "name the primary server in DATABASE_URL: this one only reads";
  if (is("53300")) return "raise its max_connections, or stop what holds its connections";
  if (is(...nameCodes)) return "correct the host in DATABASE_URL";
  if (isAway(error)) return "start it, or correct host and port in DATABASE_URL";
  return "see the server's own log";
}

/** An error of the first connection as one that names the server and what helps. */
export function explained(error: unknown, url: string): UnusableDatabaseError {
  if (error instanceof UnusableDatabaseError) return error;
  const { server, database } = placeOf(url);
  const said = messagesOf(error).filter((message) => message !== "");
  // An AggregateError of node has no message of its own.
  const why = said.at(-1) ?? [...codesOf(error)].join(", ");
  return new UnusableDatabaseError(
    `cannot use the database "${database}" of PostgreSQL at ${server}: ${why}; ${remedy(error, url)}`,
    { cause: error },
  );
}

/** What a server says of itself. */
export interface ServerFacts {
  /** 150004: 15.4 */
  readonly version: number;
  readonly encoding: string;
  readonly readOnly: boolean;
}

const oldestVersion = 15;

/** @throws UnusableDatabaseError where this program cannot work with the server */
export function checkServer({ version, encoding, readOnly }: ServerFacts, url: string): void {
  const { server, database } = placeOf(url);
  const place = `the database "${database}" of PostgreSQL at ${server}`;
  if (version < oldestVersion * 10_000) {
    const found = `${Math.floor(version / 10_000)}.${version % 10_000}`;
    throw new UnusableDatabaseError(
      `PostgreSQL at ${server} is version ${found}; expected ${oldestVersion} or newer: upgrade it, or name another in DATABASE_URL`,
    );
  }
  if (encoding !== "UTF8") {
    throw new UnusableDatabaseError(
      `${place} has the encoding ${encoding}; expected UTF8: createdb --encoding UTF8 --template template0 NAME`,
    );
  }
  if (readOnly) {
    throw new UnusableDatabaseError(
      `${place} only reads (a standby, or default_transaction_read_only); name the primary server in DATABASE_URL`,
    );
  }
}

/** What is read, or null while the database is away. */
export function nullIfAway<Read>(reading: Promise<Read>): Promise<Read | null> {
  return reading.catch((error: unknown) => {
    if (isAway(error)) return null;
    throw error;
  });
}
