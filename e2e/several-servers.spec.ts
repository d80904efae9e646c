import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { testBundle } from "#db/test/bundle.ts";
import { postgresObstacle } from "./tools/postgres-programs.ts";
import { type PostgresServer, startPostgres } from "./tools/postgres-server.ts";
import { type SiteServer, startSite } from "./tools/site-server.ts";

const obstacle = postgresObstacle();
test.skip(obstacle !== null, obstacle ?? "");
// Two sites and their database, which the second test stops.
test.describe.configure({ mode: "serial" });

const folder = mkdtempSync(join(tmpdir(), "several-servers-"));
let database: PostgresServer;
let sites: readonly SiteServer[];

const siteAt = (index: number) => sites[index % sites.length]?.address ?? "";

test.beforeAll(async () => {
  // The database runs as a user of its own, below this folder.
  chmodSync(folder, 0o755);
  database = await startPostgres(join(folder, "postgres"));
  const settings = { DATABASE_URL: database.address, UPLOADS_PER_MINUTE: "1000" };
  const start = () => startSite(join(folder, "data"), join(folder, "token"), 0, settings);
  // The second finds the first one's token in the file.
  sites = [await start(), await start()];
});

test.afterAll(async () => {
  for (const site of sites ?? []) await site.stop();
  await database?.stop();
  rmSync(folder, { recursive: true });
});

interface Uploaded {
  readonly status: number;
  readonly id: string;
  readonly retryAfter: string | null;
}

async function upload(site: string, seed: number): Promise<Uploaded> {
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  const response = await fetch(`${site}/api/v1/results`, {
    method: "POST",
    body: JSON.stringify(testBundle({ seed })),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  const { id } = (await response.json()) as { id: string };
  return { status: response.status, id, retryAfter: response.headers.get("retry-after") };
}

const pageOf = async (site: string) => (await fetch(`${site}/backbones/test-vit`)).text();

test("what one server stored is on every page of the other from the moment it answered", async () => {
  test.setTimeout(120_000);
  let isOver = false;
  // Others ask for the same page all the time, so there is always one that is kept, and often one in the making.
  const readers = sites.map(async ({ address }) => {
    while (!isOver) await pageOf(address);
  });
  for (let seed = 0; seed < 8; seed++) {
    const { status, id } = await upload(siteAt(seed), seed);
    expect(status).toBe(201);
    for (const { address } of sites)
      expect((await pageOf(address)).includes(id), `${address}, seed ${seed}`).toBe(true);
  }
  isOver = true;
  await Promise.all(readers);
});

test("while the database is away uploads are told when to come again, and pages are as they were", async () => {
  test.setTimeout(120_000);
  const before = await pageOf(siteAt(0));
  await database.stop();
  expect(await upload(siteAt(0), 100)).toMatchObject({ status: 503, retryAfter: "5" });
  expect(await pageOf(siteAt(0))).toBe(before);
  const neverMade = await fetch(`${siteAt(0)}/backbones/mae`);
  expect([neverMade.status, neverMade.headers.get("retry-after")]).toEqual([503, "5"]);
  const data = await fetch(`${siteAt(0)}/api/v1/boards`);
  expect([data.status, data.headers.get("retry-after")]).toEqual([503, "5"]);
  await database.start();
  const { status, id } = await upload(siteAt(0), 100);
  expect(status).toBe(201);
  for (const { address } of sites) expect((await pageOf(address)).includes(id), address).toBe(true);
});
