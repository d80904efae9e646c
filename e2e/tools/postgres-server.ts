import { execFile, execFileSync } from "node:child_process";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRoot } from "./debian-packages.ts";
import { freePort } from "./free-port.ts";
import { postgresPrograms } from "./postgres-programs.ts";

const run = promisify(execFile);

export interface PostgresServer extends AsyncDisposable {
  /** Of its first database, which is empty; its user may make others. */
  readonly address: string;
  /** Ends every connection at once, as a crash would; what was committed stays. */
  stop(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
}

/** On loopback whoever runs the tests is believed, but for one user who needs a password. */
const accessRules = `local all all trust
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
`;

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (!isRoot()) return null;
  const idOf = (option: string) => Number(execFileSync("id", [option, "postgres"]));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/**
 * A database of nothing yet, on loopback, as a user who is not root. Nothing is flushed to the disk: it is for tests.
 *
 * @param folder is made; whoever is not root has to be able to reach it
 * @param more further arguments of the server
 */
export async function startPostgres(folder: string, more: readonly string[] = []): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error("found no PostgreSQL; `npm test` installs it as root on Debian");
  mkdirSync(folder);
  const owner = unprivileged();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  const as = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  const initial = ["-U", "evaluator", "-A", "trust", "--no-sync", "--no-instructions", "-E", "UTF8"];
  await run(join(programs, "initdb"), ["-D", data, ...initial], as);
  writeFileSync(join(data, "pg_hba.conf"), accessRules);
  const port = await freePort();
  const options = ["-h", "127.0.0.1", "-p", String(port), "-k", folder, "-F", ...more].join(" ");
  const control = async (...args: string[]) => {
    await run(join(programs, "pg_ctl"), ["-D", data, "-w", ...args], as);
  };
  const start = () => control("-l", join(folder, "log"), "-o", options, "start");
  const stop = () => control("-m", "immediate", "stop");
  await start();
  return {
    address: `postgres://evaluator@127.0.0.1:${port}/postgres`,
    ...{ start, stop },
    [Symbol.asyncDispose]: stop,
  };
}
