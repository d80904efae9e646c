import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import type { Connect } from "./connection.ts";
import { type DownloadRequest, downloadFile as download } from "./download-file.ts";
import { connectLocally } from "./local-server.fixture.ts";

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256));
const sha256 = createHash("sha256").update(content).digest("hex");
const md5 = createHash("md5").update(content).digest("hex");

type Behaviour = (request: IncomingMessage, response: ServerResponse, start: number) => void;

let server: Server;
const url = "http://files.test/data.zip";
let connect: Connect;
let folder: string;
let behave: Behaviour;
let ranges: (string | undefined)[];
let files = 0;

/** Sends everything from `start`, as a server with ranges does. */
const serve: Behaviour = (_request, response, start) => {
  const headers = { "content-length": content.length - start };
  if (start === 0) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${start}-${content.length - 1}/${content.length}`,
    });
  response.end(content.subarray(start));
};

/** Promises everything but hangs up after some bytes, once the client has written of them. */
const cutAfter =
  (bytes: number): Behaviour =>
  (_request, response, start) => {
    const headers = { "content-length": content.length - start };
    if (start === 0) response.writeHead(200, headers);
    else
      response.writeHead(206, {
        ...headers,
        "content-range": `bytes ${start}-${content.length - 1}/${content.length}`,
      });
    response.write(content.subarray(start, start + bytes));
    const hangUp = setInterval(() => {
      if (arrivedBytes <= start) return;
      clearInterval(hangUp);
      response.destroy();
    }, 1);
  };

const wanted = (extra: Partial<DownloadRequest> = {}): DownloadRequest => ({
  url,
  path: join(folder, `file-${files++}.bin`),
  bytes: content.length,
  md5,
  sha256,
  ...extra,
});
const downloadFile: typeof download = (request, options) => download(request, { ...options, connect });
let arrivedBytes = 0;
const quick = {
  ...{ pauseMs: 1, attempts: 3 },
  onProgress: (done: number) => {
    arrivedBytes = done;
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fetch-"));
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    behave(request, response, Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  connect = connectLocally((server.address() as AddressInfo).port);
});
beforeEach(() => {
  behave = serve;
  arrivedBytes = 0;
  ranges = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe("download", () => {
  test.skipIf(!existsSync("/dev/full"))("a full disk is named, and what happens to the bytes", async () => {
    const { path, ...request } = wanted();
    await symlink("/dev/full", `${path}.part`);
    await expect(downloadFile({ ...request, path }, quick)).rejects.toThrow(
      /\.part \(what came is kept, the same command goes on from there\): no room for \d+ bytes \(ENOSPC\)/,
    );
    expect(existsSync(path)).toBe(false);
  });

  test("brings the whole file, reports progress, and doesn't repeat itself", async () => {
    const request = wanted();
    const progress: number[] = [];
    const onProgress = (done: number, total: number | null): void => {
      expect(total).toBe(content.length);
      progress.push(done);
    };
    expect(await downloadFile(request, { ...quick, onProgress })).toBe("downloaded");
    expect((await readFile(request.path)).equals(content)).toBe(true);
    expect(progress.at(-1)).toBe(content.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(await downloadFile(request, quick)).toBe("already there");
    expect(ranges).toEqual([undefined]);
  });

  test("goes on where connections were cut, as often as each brings something", async () => {
    behave = cutAfter(40_000);
    const request = wanted();
    expect(await downloadFile(request, quick)).toBe("downloaded");
    expect((await readFile(request.path)).equals(content)).toBe(true);
    expect(ranges.length).toBeGreaterThan(6);
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]/.test(range ?? ""))).toBe(true);
  });

  test("goes on where an earlier run stopped", async () => {
    const request = wanted();
    await writeFile(`${request.path}.part`, content.subarray(0, 123_456));
    await downloadFile(request, quick);
    // A connection that the server had closed meanwhile may take a second attempt.
    expect(new Set(ranges)).toEqual(new Set(["bytes=123456-"]));
    expect((await readFile(request.path)).equals(content)).toBe(true);
  });

  test("starts over at a server without ranges, or when what is there is too long", async () => {
    behave = (request, response) => serve(request, response, 0);
    const request = wanted();
    await writeFile(`${request.path}.part`, content.subarray(0, 1000));
    await downloadFile(request, quick);
    expect((await readFile(request.path)).equals(content)).toBe(true);
    behave = serve;
    const longer = wanted();
    await writeFile(`${longer.path}.part`, Buffer.alloc(content.length + 5));
    await downloadFile(longer, quick);
    expect((await readFile(longer.path)).equals(content)).toBe(true);
  });

  test("deletes wrong bytes and names both checksums", async () => {
    behave = (_request, response) => response.end(Buffer.alloc(content.length));
    const request = wanted();
    const failed = downloadFile(request, quick);
    await expect(failed).rejects.toBeInstanceOf(InputError);
    await expect(failed).rejects.toThrow(new RegExp(`SHA-256 [0-9a-f]{64}; expected ${sha256}`));
    await expect(stat(`${request.path}.part`)).rejects.toThrow();
    await expect(downloadFile(wanted({ sha256: null }), quick)).rejects.toThrow(`expected ${md5}`);
    const damaged = wanted();
    await writeFile(damaged.path, content.subarray(1));
    await expect(downloadFile(damaged, quick)).rejects.toThrow("299999 bytes; expected 300000 as published");
  });

  test("refuses another length before downloading, and a missing file at once", async () => {
    await expect(downloadFile(wanted({ bytes: 5 }), quick)).rejects.toThrow(
      "offers 300000 bytes; expected 5",
    );
    ranges = [];
    behave = (_request, response) => response.writeHead(404).end();
    await expect(downloadFile(wanted(), quick)).rejects.toThrow(/answered 404 Not Found; expected the file/);
    expect(ranges).toHaveLength(1);
  });

  test("gives up after attempts that bring nothing, keeping what there is", async () => {
    let calls = 0;
    behave = (request, response, start) => {
      if (calls++ === 0) cutAfter(5000)(request, response, start);
      else response.writeHead(503).end();
    };
    const request = wanted();
    await expect(downloadFile(request, quick)).rejects.toThrow(
      /3 attempts in a row failed \(status 503\); [1-9]\d* bytes are kept/,
    );
    expect(calls).toBe(4);
    behave = serve;
    expect(await downloadFile(request, quick)).toBe("downloaded");
  });

  test("gives up a connection that falls silent, and stops when told to", async () => {
    behave = (_request, response) => {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 10));
    };
    await expect(
      downloadFile(wanted({ bytes: null }), { ...quick, attempts: 1, stallMs: 100 }),
    ).rejects.toThrow(/attempts in a row failed \(.*nothing arrived for 100 ms/);
    const stopped = AbortSignal.timeout(100);
    await expect(downloadFile(wanted(), { ...quick, signal: stopped })).rejects.toThrow(/timeout/);
  });
});
