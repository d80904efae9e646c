import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoryEntry } from "../derive/history/backbone-history.ts";
import { openDatabase, withRemedy } from "../open/client.ts";
import { DamagedDatabaseError, explainDamage } from "../open/damaged-database.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { backbonePage, board, listBackbones, listCohorts, listSnapshots } from "../read/queries.ts";
import {
  auditLog,
  decisions,
  resultDocuments,
  results,
  snapshots,
  speedMeasurements,
  uploadTokens,
} from "../schema.ts";
import { fillSite } from "../test/filled-site.ts";
import { recoverResults } from "../write/recover.ts";
import { seedPaper } from "../write/seed.ts";
import { verifyEverything } from "./verify-everything.ts";

const folder = mkdtempSync(join(tmpdir(), "leaderboard-lost-"));
const site = join(folder, "site");
const pglite = (of: string) => join(of, "pglite");
const openIn = (dataDirectory: string) => openDatabase({ dataDirectory, url: undefined });
let before: unknown;

/** What the site answers, and the rows that answers are made of: the audit log as far as it went. */
async function answers({ db }: OpenDatabase, auditEntries: number) {
  const cohorts = await listCohorts(db);
  const backbones = await listBackbones(db);
  const orders = { results, speedMeasurements, resultDocuments, snapshots };
  const rows = await Promise.all(
    Object.values(orders).map((table) => db.select().from(table).orderBy(asc(table.sequence))),
  );
  // When the paper was entered is of no matter.
  const printed = (row: object) => "source" in row && row.source === "paper";
  const undated = (entry: HistoryEntry) => (entry.action === "printed" ? { ...entry, at: null } : entry);
  const pages = await Promise.all(backbones.map(({ id }) => backbonePage(id, db)));
  return {
    ...{ cohorts, backbones, snapshots: await listSnapshots(db) },
    boards: await Promise.all(cohorts.map(({ id }) => board(id, db))),
    pages: pages.map((page) => page && { ...page, history: page.history.map(undated) }),
    rows: rows.map((table) => table.filter((row) => !printed(row))),
    tokens: await db.select().from(uploadTokens).orderBy(asc(uploadTokens.id)),
    decisions: await db.select().from(decisions).orderBy(asc(decisions.sequence)),
    audit: await db.select().from(auditLog).orderBy(asc(auditLog.sequence)).limit(auditEntries),
  };
}

let entries = 0;

beforeAll(async () => {
  const open = await openIn(site);
  await fillSite(open);
  entries = await open.db.$count(auditLog);
  before = await answers(open, entries);
  await open.close();
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** A start, as the server makes it. */
async function start(): Promise<OpenDatabase> {
  const open = await openIn(site);
  await seedPaper(open.db);
  expect((await recoverResults(open)).reports).toEqual([]);
  return open;
}

/** Ways in which the database's files break, by what a look at them shows. */
const damages: readonly (readonly [string, RegExp, (database: string) => void])[] = [
  ["another version", /PG_VERSION is 13/, (at) => writeFileSync(join(at, "PG_VERSION"), "13\n")],
  [
    "cut tables",
    /PG_VERSION is \d+/,
    (at) => {
      for (const base of readdirSync(join(at, "base"))) {
        const classes = join(at, "base", base, "1259");
        if (existsSync(classes)) truncateSync(classes, 100);
      }
    },
  ],
];

describe("an embedded database", () => {
  test.each(damages)("with %s names the remedy", async (_, seen, damage) => {
    const copy = mkdtempSync(join(folder, "copy-"));
    cpSync(pglite(site), pglite(copy), { recursive: true });
    damage(pglite(copy));
    const opening = openIn(copy);
    await expect(opening).rejects.toThrow(DamagedDatabaseError);
    await expect(opening).rejects.toThrow(seen);
    await expect(opening).rejects.toThrow(
      `move ${pglite(copy)} away and start again; everything accepted is in the files beside it and is read anew`,
    );
    expect(existsSync(join(copy, "database.lock"))).toBe(false);
    rmSync(copy, { recursive: true });
  });

  test("that is moved away as the message says is read anew: the same answers, numbers, tokens and log", async () => {
    rmSync(join(pglite(site), "global/pg_control"));
    await expect(openIn(site)).rejects.toThrow(/global\/pg_control is missing\): move /);
    renameSync(pglite(site), join(folder, "broken"));
    const open = await start();
    expect(await answers(open, entries)).toEqual(before);
    expect((await verifyEverything(open)).differences).toEqual([]);
    await open.close();
  });
});

test("errors of the disk say what helps with them, and other errors stay what they are", () => {
  const location = { dataDirectory: "/data", url: undefined };
  const corrupted = Object.assign(new Error("invalid page in block 3"), { code: "XX001" });
  const wrapped = new Error("Failed query", { cause: corrupted });
  expect(withRemedy(wrapped, location)).toMatchObject({
    message: expect.stringMatching(
      /^the embedded database in \/data\/pglite is damaged .*\(invalid page in block 3; /,
    ),
  });
  expect(withRemedy(wrapped, { ...location, url: "postgres://localhost/board" })).toBe(wrapped);
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(explainDamage(full, "/data/pglite").message).toBe(
    "cannot open the embedded database in /data/pglite: ENOSPC: no space left on device, write; the disk is full: free some space",
  );
  const other = new Error("syntax error");
  expect(withRemedy(other, location)).toBe(other);
});
