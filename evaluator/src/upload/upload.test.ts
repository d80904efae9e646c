import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SiteGate } from "./site-gate.ts";
import { knownDocument, knownSignature, uploadDocument, uploadPicture } from "./upload.ts";
import { UploadPostponed, UploadRejected, UploadUnavailable } from "./upload-errors.ts";

/** The transport does not look into the bundle; the site's own tests do. */
const bundle = { schemaVersion: 1, seed: 3 };
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<URL> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(started.address() as AddressInfo).port}`);
}

/** Time that passes only while somebody sleeps. */
function standingClock() {
  let ms = Date.parse("2026-11-26T12:00:00Z");
  const slept: number[] = [];
  return {
    slept,
    now: () => ms,
    async sleep(wait: number, signal: AbortSignal) {
      signal.throwIfAborted();
      slept.push(wait);
      ms += wait;
    },
  };
}

let clock = standingClock();
let told: string[] = [];
let controller = new AbortController();
beforeEach(() => {
  clock = standingClock();
  told = [];
  controller = new AbortController();
});

function targetOf(site: URL, attempts: number) {
  const { signal } = controller;
  const onWait = (words: string, seconds: number) => told.push(`${seconds} s: ${words}`);
  return { site, token: "dap_x_y", attempts, signal, gate: new SiteGate({ signal, clock, onWait }) };
}

function send(site: URL, attempts = 1) {
  return uploadDocument("result", bundle, targetOf(site, attempts));
}

test("sends token, idempotency key and canonical body", async () => {
  let seen = "";
  const site = await serve((request, response) => {
    seen = `${request.method} ${request.url} ${request.headers.authorization} ${request.headers["idempotency-key"]}`;
    response.writeHead(201).end(JSON.stringify({ id: "abc", url: "http://site/abc" }));
  });
  expect(await send(site)).toEqual({ url: "http://site/abc", state: "stored" });
  expect(seen).toMatch(/^POST \/api\/v1\/results Bearer dap_x_y [0-9a-f]{64}$/);
});

test("names what a document corrects where that is said, and nothing otherwise", async () => {
  const seen: unknown[] = [];
  const site = await serve((request, response) => {
    seen.push(request.headers.corrects);
    response.writeHead(201).end(JSON.stringify({ id: "abc", url: "u" }));
  });
  const corrects = "0".repeat(64);
  await uploadDocument("result", bundle, { ...targetOf(site, 1), corrects });
  await send(site);
  expect(seen).toEqual([corrects, undefined]);
});

test("a dead site is unavailable, by name", async () => {
  const site = await serve(() => {});
  server?.close();
  await expect(send(site)).rejects.toThrow(UploadUnavailable);
  await expect(send(site)).rejects.toThrow(/127\.0\.0\.1:\d+ does not answer/);
});

test("a busy site is asked again", async () => {
  let requests = 0;
  const site = await serve((_, response) => {
    requests++;
    if (requests === 1) response.writeHead(503).end("busy");
    else response.writeHead(200).end(JSON.stringify({ id: "abc", url: "u" }));
  });
  expect((await send(site, 2)).state).toBe("known");
  expect(requests).toBe(2);
});

test("a rejection lists every problem and is not repeated", async () => {
  let requests = 0;
  const site = await serve((_, response) => {
    requests++;
    const problems = [
      { path: "seed", message: "too small" },
      { path: "task", message: "unknown" },
    ];
    response.writeHead(400).end(JSON.stringify({ error: "invalid bundle", problems }));
  });
  const rejection = await send(site, 3).catch((error: unknown) => error);
  expect(rejection).toBeInstanceOf(UploadRejected);
  expect(String(rejection)).toMatch(/400: invalid bundle\n {2}seed: too small\n {2}task: unknown/);
  expect(requests).toBe(1);
});

test("a site that sends elsewhere, or is another kind of site, has taken nothing", async () => {
  const seen: unknown[] = [];
  const moved = await serve((request, response) => {
    seen.push(request.method);
    if (request.method === "POST") response.writeHead(301, { location: "/elsewhere" }).end();
    else response.writeHead(200).end("{}");
  });
  const refused = await send(moved, 3).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UploadRejected);
  expect(String(refused)).toMatch(/answered 301: the address is \/elsewhere; expected/);
  expect(seen).toEqual(["POST"]);
  server?.close();
  const other = await serve((_, response) => response.writeHead(200).end("<h1>Hello</h1>"));
  await expect(send(other)).rejects.toThrow(/answered 200: <h1>Hello/);
});

test("a picture is sent once: the site is asked first", async () => {
  const seen: string[] = [];
  let has = false;
  const site = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["content-type"] ?? "-"}`);
    response.writeHead(request.method === "PUT" ? 201 : has ? 200 : 404).end();
    has = true;
  });
  let reads = 0;
  const read = async () => {
    reads++;
    return Uint8Array.of(1, 2);
  };
  const picture = () => uploadPicture("abc.png", read, targetOf(site, 1));
  expect([await picture(), await picture()]).toEqual(["stored", "known"]);
  expect(reads, "its bytes").toBe(1);
  expect(seen).toEqual([
    "HEAD /api/v1/pictures/abc.png -",
    "PUT /api/v1/pictures/abc.png image/png",
    "HEAD /api/v1/pictures/abc.png -",
  ]);
});

/** Says "too many" so often, with a header, then takes what is sent. */
function busyFor(times: number, header: string | null) {
  let asked = 0;
  return serve((_, response) => {
    asked++;
    const headers = header === null ? {} : { "retry-after": header };
    if (asked <= times)
      response.writeHead(429, headers).end(JSON.stringify({ error: "over 2 uploads a minute" }));
    else response.writeHead(201).end(JSON.stringify({ id: "abc", url: "u" }));
  });
}

describe("a site that says when to come back", () => {
  test("is asked again then, which is told and is no failed attempt", async () => {
    const site = await busyFor(3, "42");
    expect((await send(site, 1)).state).toBe("stored");
    expect(clock.slept).toEqual([42_000, 42_000, 42_000]);
    expect(told[0]).toBe(`42 s: ${site.origin} answered 429: over 2 uploads a minute`);
  });

  test("by a date, or by nothing at all", async () => {
    expect((await send(await busyFor(1, "Thu, 26 Nov 2026 12:01:30 GMT"))).state).toBe("stored");
    expect((await send(await busyFor(1, null))).state).toBe("stored");
    expect((await send(await busyFor(1, "soon"))).state).toBe("stored");
    expect(clock.slept).toEqual([90_000, 15_000, 15_000]);
  });

  test("in a time longer than a command should wait gets nothing more for now", async () => {
    const sending = send(await busyFor(1, "86400"));
    await expect(sending).rejects.toThrow(UploadPostponed);
    await expect(sending).rejects.toThrow(/over 2 uploads a minute/);
    expect(clock.slept).toEqual([]);
  });

  test("again and again without taking anything is given up", async () => {
    await expect(send(await busyFor(1000, "0"))).rejects.toThrow(/after 8 waits nothing was taken/);
    expect(clock.slept, "never at once").toEqual(Array(8).fill(1000));
  });

  test("is not waited for after Ctrl-C", async () => {
    const site = await busyFor(1000, "60");
    const target = targetOf(site, 4);
    clock.sleep = async (_, signal) => {
      controller.abort(new Error("stop"));
      signal.throwIfAborted();
    };
    await expect(uploadDocument("result", bundle, target)).rejects.toThrow("stop");
  });

  test("makes all senders wait once", async () => {
    const target = targetOf(await busyFor(3, "30"), 1);
    const all = [1, 2, 3].map((seed) => uploadDocument("result", { seed }, target));
    expect((await Promise.all(all)).map(({ state }) => state)).toEqual(Array(3).fill("stored"));
    expect(told).toHaveLength(1);
  });
});

test("a document and a signature that the site has are found by asking", async () => {
  const envelope = { payload: "p", signatures: [] };
  const site = await serve((request, response) => {
    const known = request.url === "/api/v1/speed/abc" || request.url === "/api/v1/results/abc/attestations";
    response
      .writeHead(known ? 200 : 404)
      .end(JSON.stringify({ attestations: [{ signedBy: "ada", envelope }] }));
  });
  const target = targetOf(site, 1);
  expect(await knownDocument("speed", "abc", target)).toEqual({
    url: `${site.href}api/v1/speed/abc`,
    state: "known",
  });
  expect(await knownDocument("result", "abc", target)).toBeNull();
  expect(await knownSignature({ signatures: [], payload: "p" }, "abc", target)).toMatchObject({
    state: "known",
  });
  expect(await knownSignature({ ...envelope, payload: "q" }, "abc", target)).toBeNull();
  expect(await knownSignature(envelope, "def", target)).toBeNull();
});
