import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundleMaxBytes, speedMaxBytes } from "#contract";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { auditLog, backbones, metricValues, rateLimits, results, speedMeasurements } from "#db/schema.ts";
import type { TokenScope } from "#db/store/tokens.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { testSpeed } from "#db/test/speed.ts";
import type { DailyQuota } from "#db/write/daily-quota.ts";
import { documentId } from "#db/write/insert-document.ts";
import { createToken, listTokens, revokeToken } from "#db/write/tokens.ts";
import { formatToken } from "#db/write/upload-token.ts";
import { acceptUpload, bundleUpload, speedUpload } from "./accept-upload.ts";

let folder: string;
let open: OpenDatabase;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-upload-"));
  open = await openTestDatabase(folder);
  token = await tokenOf("lab", ["maintain"]);
  // Starting the embedded database takes seconds on a busy machine.
}, 60_000);

afterEach(async () => {
  for (const table of [metricValues, results, speedMeasurements, backbones, auditLog, rateLimits])
    await open.db.delete(table);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const tokenOf = (holder: string, scopes: readonly TokenScope[], expiresAt: Date | null = null) =>
  createToken(open, { holder, label: "laptop", scopes, expiresAt });

interface Sent {
  readonly body: BodyInit;
  readonly headers?: Record<string, string>;
  readonly uploadsPerMinute?: number;
  readonly quota?: DailyQuota;
  readonly kind?: typeof bundleUpload;
}

async function send({
  body,
  headers = {},
  uploadsPerMinute = 100,
  quota = { files: 100, bytes: 10_000_000 },
  kind = bundleUpload,
}: Sent) {
  const request = new Request(`http://site.test${kind.path}`, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    duplex: "half",
  } as RequestInit);
  const response = await acceptUpload(kind, open, request, {
    uploadsPerMinute,
    quota,
    origin: "https://board.test",
  });
  return { status: response.status, headers: response.headers, answer: await response.json() };
}

async function nothingStored() {
  expect(await open.files.list("bundles")).toEqual([]);
  expect(await open.db.select().from(results)).toEqual([]);
}

describe("a good upload", () => {
  test("is created, then found again by the same bundle", async () => {
    const bundle = testBundle();
    const id = documentId(bundle);
    const sent = { body: JSON.stringify(bundle), headers: { "idempotency-key": id } };
    const first = await send(sent);
    expect(first.status).toBe(201);
    expect(first.headers.get("location")).toBe(`/api/v1/results/${id}`);
    const url = `https://board.test/backbones/test-vit#result-${id}`;
    expect(first.answer).toEqual({ id, url, supersedes: null, standing: "accepted" });
    expect(await send(sent)).toMatchObject({ status: 200, answer: { id, url } });
  });

  test("corrects the result of the same cell", async () => {
    const first = await send({ body: JSON.stringify(testBundle({ value: 40 })) });
    const second = await send({ body: JSON.stringify(testBundle({ value: 41 })) });
    expect(second).toMatchObject({ status: 201, answer: { supersedes: first.answer.id } });
  });
});

describe("a token", () => {
  const body = JSON.stringify(testBundle());

  test.each([
    ["nothing", ""],
    ["another scheme", "Basic abc"],
    ["a mistyped checksum", `Bearer dap_0123456789_${"a".repeat(46)}`],
    ["an unknown id", `Bearer ${formatToken({ id: "0123456789", secret: "a".repeat(40) })}`],
  ])("%s is 401", async (_, authorization) => {
    const { status, headers } = await send({ body, headers: { authorization } });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("Bearer");
    await nothingStored();
  });

  test("with another secret is 401", async () => {
    const id = token.split("_")[1] ?? "";
    const forged = formatToken({ id, secret: "b".repeat(40) });
    expect((await send({ body, headers: { authorization: `Bearer ${forged}` } })).status).toBe(401);
  });

  test("that expired is 401", async () => {
    const old = await tokenOf("old", ["submit"], new Date(Date.now() - 1000));
    const { status, answer } = await send({ body, headers: { authorization: `Bearer ${old}` } });
    expect([status, answer.error]).toEqual([401, expect.stringContaining("expired")]);
  });

  test("that was revoked is 401", async () => {
    const lost = await tokenOf("lost", ["submit"]);
    expect(await revokeToken(open, lost.split("_")[1] ?? "")).toBe(true);
    expect(await revokeToken(open, lost.split("_")[1] ?? "")).toBe(false);
    const { status, answer } = await send({ body, headers: { authorization: `Bearer ${lost}` } });
    expect([status, answer.error]).toEqual([401, expect.stringContaining("revoked")]);
  });

  test("without the scope is 403", async () => {
    const reader = await tokenOf("reader", ["speed", "pictures"]);
    const { status, answer } = await send({ body, headers: { authorization: `Bearer ${reader}` } });
    expect([status, answer.error]).toEqual([403, expect.stringContaining("lacks the scope submit")]);
    await nothingStored();
  });

  test("is stored as a hash only", async () => {
    expect(JSON.stringify(await listTokens(open.db))).not.toContain("ecret");
  });
});

describe("a bad body", () => {
  test("of another type is 415", async () => {
    expect((await send({ body: "{}", headers: { "content-type": "text/plain" } })).status).toBe(415);
    expect((await send({ body: "{}", headers: { "content-encoding": "gzip" } })).status).toBe(415);
  });

  test("that its sender breaks off is no failure of this site", async () => {
    const reset = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(reset) });
    const { status, answer } = await send({ body: broken });
    expect([status, answer]).toEqual([400, { error: "the body ended before it was whole" }]);
  });

  test("over the limit is 413, also when it streams without a length", async () => {
    expect((await send({ body: " ".repeat(bundleMaxBytes + 1) })).status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(100_000).fill(32));
      },
    });
    expect((await send({ body: endless })).status).toBe(413);
    expect(pulled).toBeLessThan(20);
    await nothingStored();
  });

  test.each([
    ["not JSON", "{"],
    ["a number too large", '{"seed": 1e999}'],
    ["not UTF-8", new Uint8Array([34, 255, 34])],
  ])("%s is 400", async (_, body) => {
    expect((await send({ body })).status).toBe(400);
    await nothingStored();
  });

  test("with several faults is 400 with all of them", async () => {
    const { status, answer } = await send({
      body: JSON.stringify({ ...testBundle(), seed: "x", phases: [], extra: 1 }),
    });
    expect(status).toBe(400);
    expect(answer.problems.map(({ path }: { path: string }) => path).sort()).toEqual([
      "(whole bundle)",
      "phases",
      "seed",
    ]);
    await nothingStored();
  });

  test.each([
    ["a control character in a name", { manifest: { label: "a\u0007b" } }, "manifest.label"],
    ["a zero byte in a name", { manifest: { label: "a\u0000b" } }, "manifest.label"],
    ["half of a surrogate pair", { manifest: { label: "a\ud800b" } }, "manifest.label"],
    ["a tab before a formula", { manifest: { label: "\t=1+1" } }, "manifest.label"],
    ["a blank name", { manifest: { label: "   " } }, "manifest.label"],
    ["a name that leaves no mark", { manifest: { objective: "\u200b\u200b" } }, "manifest.objective"],
    ["a zero byte in a note", { manifest: { notes: "a\u0000" } }, "manifest.notes"],
    ["a zero byte in an option", { manifest: { options: { act: ["a\u0000"] } } }, "manifest.options.act.0"],
    [
      "one class named twice, in two normal forms",
      { task: "segmentation", classes: ["background", "gr\u00fcn", "gru\u0308n"] },
      "dataset.classes",
    ],
  ] as const)("with %s is 400, naming the field", async (_, options, path) => {
    const { status, answer } = await send({ body: JSON.stringify(testBundle(options)) });
    expect(status).toBe(400);
    expect(answer.problems.map((problem: { path: string }) => problem.path)).toEqual([path]);
    await nothingStored();
  });

  test("under another bundle's Idempotency-Key is 409", async () => {
    const headers = { "idempotency-key": documentId(testBundle()) };
    expect((await send({ body: JSON.stringify(testBundle({ seed: 1 })), headers })).status).toBe(409);
    await nothingStored();
  });

  test("that gives a taken id to a different backbone is 409", async () => {
    await send({ body: JSON.stringify(testBundle()) });
    const other = testBundle({ seed: 1, manifest: { inputSize: 448 } });
    const { status, answer } = await send({ body: JSON.stringify(other) });
    expect([status, answer.problems[0].path]).toEqual([409, "manifest.inputSize"]);
  });
});

test("too many uploads in a minute are 429 with the wait", async () => {
  const body = JSON.stringify(testBundle());
  const statuses: number[] = [];
  let retryAfter: string | null = null;
  // Three in two minutes at most: at least two of four fall into one.
  for (let sent = 0; sent < 4; sent++) {
    const { status, headers } = await send({ body, uploadsPerMinute: 1 });
    statuses.push(status);
    retryAfter = headers.get("retry-after") ?? retryAfter;
  }
  expect(statuses).toContain(429);
  expect(Number(retryAfter)).toBeGreaterThan(0);
  expect(Number(retryAfter)).toBeLessThanOrEqual(60);
});

describe("a speed measurement", () => {
  const kind = speedUpload;
  const speed = testSpeed();
  const body = JSON.stringify(speed);

  test("is created, then found again, and corrected by another of its setting", async () => {
    const id = documentId(speed);
    const headers = { "idempotency-key": id };
    const first = await send({ kind, body, headers });
    const url = `https://board.test/backbones/test-vit#speed-${id}`;
    expect(first).toMatchObject({ status: 201, answer: { id, url, supersedes: null, standing: "accepted" } });
    expect(first.headers.get("location")).toBe(`/api/v1/speed/${id}`);
    expect(await send({ kind, body, headers })).toMatchObject({ status: 200, answer: { id, url } });
    const slower = await send({ kind, body: JSON.stringify(testSpeed({ backboneMs: 170 })) });
    expect(slower).toMatchObject({ status: 201, answer: { supersedes: id } });
  });

  test("passes the same checks as a bundle: token, size, key, every problem, taken id", async () => {
    expect((await send({ kind, body, headers: { authorization: "" } })).status).toBe(401);
    expect((await send({ kind, body: " ".repeat(speedMaxBytes + 1) })).status).toBe(413);
    const wrongKey = { "idempotency-key": documentId(testBundle()) };
    expect((await send({ kind, body, headers: wrongKey })).status).toBe(409);
    const { status, answer } = await send({ kind, body: JSON.stringify({ ...speed, threads: 0, batch: 1 }) });
    expect(status).toBe(400);
    expect(answer.problems.map(({ path }: { path: string }) => path).sort()).toEqual(["batch", "threads"]);
    expect((await send({ kind, body: JSON.stringify(testBundle()) })).status).toBe(400);
    await nothingStored();
    await send({ body: JSON.stringify(testBundle()) });
    const other = await send({ kind, body: JSON.stringify(testSpeed({ featureDim: 384 })) });
    expect([other.status, other.answer.problems[0].path]).toEqual([409, "backbone.featureDim"]);
  });
});

describe("a token's day", () => {
  const bundles = [0, 1, 2].map((seed) => JSON.stringify(testBundle({ seed })));
  const [first = "", second = "", third = ""] = bundles;
  const endOfDay =
    /^\d+ bytes are over .*: (\d+) files and (\d+) bytes are left until \d{4}-\d\d-\d\dT00:00:00\.000Z$/;

  test("has room for so many files: over it 429 says what is left until when, and nothing is stored", async () => {
    const quota = { files: 2, bytes: 10_000_000 };
    const statuses = [];
    for (const body of [first, first, second]) statuses.push((await send({ body, quota })).status);
    expect(statuses).toEqual([201, 200, 201]);
    const over = await send({ body: third, quota });
    expect([over.status, endOfDay.exec(over.answer.error)?.[1]]).toEqual([429, "0"]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await open.db.select().from(results)).toHaveLength(2);
  });

  test("has room for so many bytes; what is refused for itself takes none", async () => {
    const quota = { files: 100, bytes: first.length + 10 };
    expect((await send({ body: JSON.stringify({ schemaVersion: 2 }), quota })).status).toBe(400);
    expect((await send({ body: first, quota })).status).toBe(201);
    const over = await send({ body: second, quota });
    expect([over.status, endOfDay.exec(over.answer.error)?.[2]]).toEqual([429, "10"]);
  });

  test("takes in no more than its quota of uploads that come together", async () => {
    const quota = { files: 1, bytes: 10_000_000 };
    const statuses = (await Promise.all(bundles.map((body) => send({ body, quota })))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([201, 429, 429]);
  });
});
