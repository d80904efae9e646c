import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { board } from "#db/read/queries.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { seedPaper } from "#db/write/seed.ts";
import { metricsServer, siteMetrics } from "./metrics.ts";
import { requestKindOf, sentKindOf } from "./request-kind.ts";

let folder: string;
let open: OpenDatabase;
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-metrics-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
  await seedPaper(open.db);
}, 60_000);

afterAll(async () => {
  for (const server of servers) server.close();
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("counts requests, uploads, boards and what is in the database", async () => {
  const metrics = siteMetrics(open, folder);
  const site = await listening(
    createServer((request, response) => {
      metrics.observe(request, response);
      response.writeHead(request.method === "POST" ? 401 : 200).end();
    }),
  );
  await fetch(`${site}/boards/paper`);
  await fetch(`${site}/api/v1/boards`);
  await fetch(`${site}/api/v1/results`, { method: "POST" });
  await board("paper", open.db);

  const address = await listening(metricsServer(metrics));
  const text = await (await fetch(`${address}/metrics`)).text();
  for (const line of [
    'leaderboard_requests_total{kind="page",status="200"} 1',
    'leaderboard_requests_total{kind="data",status="200"} 1',
    'leaderboard_requests_total{kind="upload",status="401"} 1',
    'leaderboard_uploads_total{kind="results",outcome="refused"} 1',
    "leaderboard_board_rebuild_seconds_count 1",
    'leaderboard_results{standing="waiting"} 0',
    "leaderboard_files_set_aside 0",
    'leaderboard_healthy{check="database"} 1',
    'leaderboard_healthy{check="files"} 1',
  ]) {
    expect(text.split("\n")).toContain(line);
  }
  expect(text).toMatch(/^leaderboard_disk_free_bytes \d/m);
  expect((await fetch(`${address}/`)).status).toBe(404);
});

test.each([
  ["GET", "/", "page", null],
  ["GET", "/boards/paper?sort=x", "page", null],
  ["GET", "/api/v1/results/abc", "data", null],
  ["POST", "/api/v1/results", "upload", "results"],
  ["PUT", "/api/v1/pictures/abc.png", "upload", "pictures"],
  ["POST", "/api/v1/made-up", "data", null],
  ["GET", "/api/v1/pictures/abc.png", "picture", null],
  ["GET", "/_next/static/a.js", "asset", null],
  ["GET", "/badge/mae.svg", "data", null],
  ["GET", "/favicon.ico", "asset", null],
])("%s %s is a request of the kind %s", (method, target, kind, sent) => {
  expect([requestKindOf(method, target), sentKindOf(method, target)]).toEqual([kind, sent]);
});
