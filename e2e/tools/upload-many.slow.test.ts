import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { canonicalJson } from "#contract";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { results } from "#db/schema.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { createToken } from "#db/write/tokens.ts";
import { acceptUpload, bundleUpload } from "../../app/api/_http/accept-upload.ts";
import { GET as getResult } from "../../app/api/v1/results/[id]/route.ts";
import { listFiles, sendFiles, type UploadReport } from "../../evaluator/src/upload/send-files.ts";
import { SiteGate } from "../../evaluator/src/upload/site-gate.ts";

/** The upload client against the site's own routes, at a rate that a grid's bundles exceed many times; time is made up. */

const bundles = 324;
const uploadsPerMinute = 60;

let folder: string;
let open: OpenDatabase;
let server: Server;
let token: string;
const { signal } = new AbortController();

async function asRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const body = method === "POST" ? await text(incoming) : null;
  return new Request(new URL(url, "http://site.test"), {
    method,
    body,
    headers: headers as Record<string, string>,
  });
}

async function answer(incoming: IncomingMessage): Promise<Response> {
  const request = await asRequest(incoming);
  const id = /^\/api\/v1\/results\/(\w+)$/.exec(incoming.url ?? "")?.[1];
  // As Next does, HEAD is GET without its body.
  if (id !== undefined) return getResult(request, { params: Promise.resolve({ id }) });
  const quota = { files: 1_000, bytes: 1_000_000_000 };
  const settings = { uploadsPerMinute, quota, origin: "http://site.test" };
  return acceptUpload(bundleUpload, open, request, settings);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "upload-many-"));
  open = await openTestDatabase(join(folder, "data"));
  shareDatabase(open);
  token = await createToken(open, { holder: "lab", label: "lab", scopes: ["maintain"], expiresAt: null });
  mkdirSync(join(folder, "grid"));
  for (let seed = 0; seed < bundles; seed++) {
    writeFileSync(join(folder, `grid/${seed}.json`), canonicalJson(testBundle({ seed })));
  }
  server = createServer(async (incoming, outgoing) => {
    const response = await answer(incoming);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(incoming.method === "HEAD" ? undefined : await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-26T12:00:00Z") });
}, 60_000);

afterAll(async () => {
  vi.useRealTimers();
  server.close();
  server.closeAllConnections();
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

/** One command: the folder, with waits that move the clock instead of waiting; `most` stops it as Ctrl-C would. */
async function uploadGrid(most = Number.POSITIVE_INFINITY) {
  const reports: UploadReport[] = [];
  const waits: number[] = [];
  const stop = new AbortController();
  const clock = {
    now: () => Date.now(),
    async sleep(ms: number) {
      vi.setSystemTime(Date.now() + ms);
    },
  };
  const { port } = server.address() as AddressInfo;
  const gate = new SiteGate({ signal: stop.signal, clock, onWait: (_, seconds) => waits.push(seconds) });
  const site = new URL(`http://127.0.0.1:${port}`);
  const target = { site, token, attempts: 1, signal: stop.signal, gate };
  const { files } = await listFiles([join(folder, "grid")], signal);
  const sending = sendFiles(files, target, (report) => {
    reports.push(report);
    if (reports.length === most) stop.abort(new Error("stopped"));
  });
  const interrupted = await sending.then(
    () => false,
    () => true,
  );
  const count = (state: UploadReport["state"]) => reports.filter((report) => report.state === state).length;
  return { waits, interrupted, stored: count("stored"), known: count("known"), failed: count("failed") };
}

test("a grid's bundles all arrive by one command, however few a minute the site takes", async () => {
  const first = await uploadGrid(100);
  expect(first.interrupted, "Ctrl-C after the hundredth").toBe(true);
  expect(first.stored).toBeGreaterThanOrEqual(100);

  const second = await uploadGrid();
  expect(second).toMatchObject({ interrupted: false, failed: 0 });
  expect(second.stored + second.known).toBe(bundles);
  expect(second.known, "of the first command").toBeGreaterThanOrEqual(first.stored);
  expect(second.waits.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...second.waits)).toBeLessThanOrEqual(60);
  expect(await open.db.$count(results)).toBe(bundles);

  const third = await uploadGrid();
  expect(third, "known ones cost nothing").toMatchObject({ known: bundles, stored: 0, failed: 0, waits: [] });
}, 60_000);
