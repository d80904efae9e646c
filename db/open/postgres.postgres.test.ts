import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeDatabase, openTestDatabase } from "../test/database.ts";
import { openDatabase } from "./client.ts";
import type { OpenDatabase } from "./shared-database.ts";
import { isAway, UnusableDatabaseError } from "./unusable-database.ts";

const server = inject("postgresAddress") ?? "";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-postgres-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const opened = (url: string) => openDatabase({ dataDirectory: folder, url });

async function refusal(url: string): Promise<string> {
  const error: unknown = await opened(url).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnusableDatabaseError);
  return (error as Error).message;
}

async function administer(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe("a database that cannot be used", () => {
  test("on a port where nobody listens is named with what helps", async () => {
    const message = await refusal("postgres://ada:secret@127.0.0.1:1/board");
    expect(message).toContain('"board" of PostgreSQL at 127.0.0.1:1: connect ECONNREFUSED');
    expect(message).toContain("start it, or correct host and port in DATABASE_URL");
    expect(message).not.toContain("secret");
  });

  test("that is not there is to be made", async () => {
    expect(await refusal(new URL("nothing", server).href)).toMatch(/does not exist.*createdb .* nothing$/);
  });

  test("of another user is a matter of DATABASE_URL", async () => {
    const stranger = new URL(server);
    stranger.username = "stranger";
    expect(await refusal(stranger.href)).toMatch(/correct user \("stranger"\) and password in DATABASE_URL$/);
  });

  test("with another password is too", async () => {
    await administer("create role locked login password 'right'");
    const wrong = new URL(server);
    wrong.username = "locked";
    wrong.password = "wrong";
    expect(await refusal(wrong.href)).toMatch(
      /password authentication failed.*correct user \("locked"\) and password in DATABASE_URL$/,
    );
  });

  test("that only reads is told from the primary", async () => {
    const address = await makeDatabase(server);
    await administer(
      `alter database ${new URL(address).pathname.slice(1)} set default_transaction_read_only = on`,
    );
    expect(await refusal(address)).toContain("only reads");
  });

  test("in another encoding is refused", async () => {
    await administer("create database latin encoding 'LATIN1' locale 'C' template template0");
    expect(await refusal(new URL("latin", server).href)).toContain("has the encoding LATIN1; expected UTF8");
  });

  test("where its user may make no tables names the grant", async () => {
    await administer("create role guest login");
    const guest = new URL(await makeDatabase(server));
    guest.username = "guest";
    expect(await refusal(guest.href)).toMatch(/permission denied.*grant create/);
  });
});

test("two servers that open an empty database at once both find it ready", async () => {
  const address = await makeDatabase(server);
  const both = await Promise.all([opened(address), opened(address)]);
  for (const open of both) {
    await open.db.execute(sql`select count(*) from results`);
    await open.close();
  }
});

describe("connections that the server ends", () => {
  let open: OpenDatabase;

  beforeAll(async () => {
    open = await openTestDatabase(folder);
  });

  afterAll(() => open.close());

  const endAll = () =>
    open.db
      .execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
          and pid <> pg_backend_pid()`,
      )
      .then(() => {});

  test("end no process, and queries have new ones", async () => {
    await Promise.all([1, 2, 3].map(() => open.db.execute(sql`select pg_sleep(0.01)`)));
    await endAll();
    // Whoever is given a connection before its end was noticed learns that the server was away.
    const answered = async (): Promise<void> => {
      const answer = await open.db.execute(sql`select 1`).catch((error: unknown) => {
        expect(isAway(error)).toBe(true);
      });
      return answer ? undefined : answered();
    };
    await Promise.all(Array.from({ length: 10 }, answered));
  });

  test("are made again where they listened, and what was missed counts as a change", async () => {
    let heard = 0;
    const listening = await open.listen(() => {
      heard += 1;
    });
    expect(heard).toBe(1);
    await endAll();
    while (heard < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await open.db.execute(sql`delete from results where false`);
    while (heard < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await listening.stop();
  });
});
