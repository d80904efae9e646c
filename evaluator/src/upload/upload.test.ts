import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { UploadRejected, UploadUnavailable, uploadDocument, uploadPicture } from "./upload.ts";

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

const targetOf = (site: URL, attempts: number) => ({
  ...{ site, token: "dap_x_y", attempts },
  signal: new AbortController().signal,
});

function send(site: URL, attempts = 1) {
  return uploadDocument("result", bundle, targetOf(site, attempts));
}

test("sends token, idempotency key and canonical body", async () => {
  let seen = "";
  const site = await serve((request, response) => {
    seen = `${request.method} ${request.url} ${request.headers.authorization} ${request.headers["idempotency-key"]}`;
    response.writeHead(201).end(JSON.stringify({ id: "abc", url: "http://site/abc" }));
  });
  expect(await send(site)).toEqual({ id: "abc", url: "http://site/abc", state: "stored" });
  expect(seen).toMatch(/^POST \/api\/v1\/results Bearer dap_x_y [0-9a-f]{64}$/);
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

test("a picture is sent once: the site is asked first", async () => {
  const seen: string[] = [];
  let has = false;
  const site = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["content-type"] ?? "-"}`);
    response.writeHead(request.method === "PUT" ? 201 : has ? 200 : 404).end();
    has = true;
  });
  const picture = () => uploadPicture("abc.png", Uint8Array.of(1, 2), targetOf(site, 1));
  expect([await picture(), await picture()]).toEqual(["stored", "known"]);
  expect(seen).toEqual([
    "HEAD /api/v1/pictures/abc.png -",
    "PUT /api/v1/pictures/abc.png image/png",
    "HEAD /api/v1/pictures/abc.png -",
  ]);
});
