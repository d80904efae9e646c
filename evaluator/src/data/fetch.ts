import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { InputError } from "../files/input-error.ts";
import { writeError } from "../files/write-error.ts";

export interface DownloadRequest {
  readonly url: string;
  /** Where the whole file goes; until then its bytes are in `path`.part. */
  readonly path: string;
  readonly bytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
}

export interface DownloadOptions {
  /** `total` is null while the size is unknown. */
  readonly onProgress?: (doneBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
  /** Attempts in a row that may bring no byte; 5 by default. */
  readonly attempts?: number;
  /** Pause before the next attempt, doubled each time; 1,000 ms by default. */
  readonly pauseMs?: number;
  /** A connection that brings nothing for so long is given up; 60,000 ms by default. */
  readonly stallMs?: number;
}

export type DownloadState = "downloaded" | "already there";

/** The connection failed in a way that another attempt may mend. */
class Interrupted extends Error {}

/** MD5 and SHA-256 (hex) of a file, as far as there is something to compare them with. */
async function digests(
  path: string,
  { md5, sha256 }: DownloadRequest,
  signal?: AbortSignal,
): Promise<{ md5: string; sha256: string }> {
  const md5Hash = createHash("md5");
  const shaHash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    if (md5 !== null && sha256 === null) md5Hash.update(piece);
    if (sha256 !== null) shaHash.update(piece);
  }
  return { md5: md5Hash.digest("hex"), sha256: shaHash.digest("hex") };
}

/** Throws InputError if the file's length or checksum is not the published one. */
export async function requirePublishedBytes(
  path: string,
  request: DownloadRequest,
  signal?: AbortSignal,
): Promise<void> {
  const { size } = await stat(path);
  if (request.bytes !== null && size !== request.bytes) {
    throw new InputError(`${path}: ${size} bytes; expected ${request.bytes} as published at ${request.url}`);
  }
  const found = await digests(path, request, signal);
  if (request.sha256 !== null && found.sha256 !== request.sha256) {
    throw new InputError(`${path}: SHA-256 ${found.sha256}; expected ${request.sha256} as published`);
  }
  if (request.sha256 === null && request.md5 !== null && found.md5 !== request.md5) {
    throw new InputError(`${path}: MD5 ${found.md5}; expected ${request.md5} as published`);
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Total size that a response states, in bytes. */
function statedTotal(response: Response, start: number): number | null {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  if (response.status === 206) {
    if (!range || Number(range[1]) !== start) throw new Interrupted("the server answered with another range");
    return range[2] === "*" ? null : Number(range[2]);
  }
  const length = response.headers.get("content-length");
  return length === null ? null : Number(length);
}

async function request(url: string, start: number, signal: AbortSignal): Promise<Response> {
  const headers = { "accept-encoding": "identity", ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
  let response: Response;
  try {
    response = await fetch(url, { headers, signal });
  } catch (error) {
    const cause = (error as { cause?: Error }).cause;
    throw new Interrupted(cause?.message ?? (error as Error).message);
  }
  if (response.status >= 500 || response.status === 429) throw new Interrupted(`status ${response.status}`);
  if (!response.ok && response.status !== 416) {
    throw new InputError(
      `${url}: the server answered ${response.status} ${response.statusText}; expected the file`,
    );
  }
  return response;
}

interface Transfer {
  readonly request: DownloadRequest;
  readonly options: DownloadOptions;
  readonly part: string;
}

/** Aborts when nothing has arrived for `stallMs`. */
class StallGuard {
  readonly #controller = new AbortController();
  readonly #stallMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    clearTimeout(this.#timer);
    const error = new Interrupted(`nothing arrived for ${this.#stallMs} ms`);
    this.#timer = setTimeout(() => this.#controller.abort(error), this.#stallMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

async function append(
  file: FileHandle,
  body: ReadableStream<Uint8Array>,
  start: number,
  total: number | null,
  transfer: Transfer,
  guard: StallGuard,
): Promise<void> {
  let done = start;
  const reader = body.getReader();
  for (;;) {
    const { value, done: ended } = await reader.read().catch((error: Error) => {
      throw new Interrupted((error as { cause?: Error }).cause?.message ?? error.message);
    });
    if (ended) break;
    guard.touch();
    await file.writeFile(value).catch((error: unknown) => {
      const kept = `${transfer.part} (what came is kept, the same command goes on from there)`;
      throw writeError(kept, error, value.length);
    });
    done += value.length;
    transfer.options.onProgress?.(done, total);
  }
  if (total !== null && done < total) throw new Interrupted(`cut after ${done} of ${total} bytes`);
}

/** One connection: from where the part file ends to the end, or until it breaks. */
async function attempt(transfer: Transfer): Promise<void> {
  const { request: wanted, options, part } = transfer;
  const guard = new StallGuard(options.stallMs ?? 60_000);
  const signal = options.signal ? AbortSignal.any([options.signal, guard.signal]) : guard.signal;
  try {
    let start = await sizeOf(part);
    if (wanted.bytes !== null && start === wanted.bytes) return;
    if (wanted.bytes !== null && start > wanted.bytes) {
      await rm(part);
      start = 0;
    }
    const response = await request(wanted.url, start, signal);
    if (response.status === 416) {
      // Either everything is here already, or the part belongs to another file.
      await response.body?.cancel();
      if (wanted.bytes === null && response.headers.get("content-range") === `bytes */${start}`) return;
      await rm(part, { force: true });
      throw new Interrupted("the server has no such range");
    }
    if (response.status === 200) start = 0;
    const total = statedTotal(response, start);
    if (wanted.bytes !== null && total !== null && total !== wanted.bytes) {
      await response.body?.cancel();
      throw new InputError(
        `${wanted.url}: the server offers ${total} bytes; expected ${wanted.bytes} as published`,
      );
    }
    if (!response.body) throw new Interrupted("empty answer");
    const file = await open(part, start > 0 ? "a" : "w").catch((error: unknown) => {
      throw writeError(part, error);
    });
    try {
      await append(file, response.body, start, total ?? wanted.bytes, transfer, guard);
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    guard.stop();
  }
}

/**
 * Downloads a file whole or not at all. What a broken connection or an earlier run brought is kept and continued with a
 * range request; the published length and checksum are checked before the file gets its name. Throws InputError when the
 * server refuses, offers another length, breaks off `attempts` times in a row, or the bytes are wrong (they are deleted).
 */
export async function downloadFile(
  wanted: DownloadRequest,
  options: DownloadOptions = {},
): Promise<DownloadState> {
  if ((await sizeOf(wanted.path)) > 0) {
    await requirePublishedBytes(wanted.path, wanted, options.signal);
    return "already there";
  }
  const transfer: Transfer = { request: wanted, options, part: `${wanted.path}.part` };
  await mkdir(dirname(wanted.path), { recursive: true });
  const attempts = options.attempts ?? 5;
  for (let failed = 0; ; ) {
    const before = await sizeOf(transfer.part);
    try {
      await attempt(transfer);
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      const after = await sizeOf(transfer.part);
      failed = after > before ? 0 : failed + 1;
      if (failed >= attempts) {
        throw new InputError(
          `${wanted.url}: ${attempts} attempts in a row failed (${error.message}); ${after} bytes are kept, run the command again to go on`,
        );
      }
      await pause((options.pauseMs ?? 1000) * 2 ** failed, undefined, { signal: options.signal });
    }
  }
  try {
    await requirePublishedBytes(transfer.part, wanted, options.signal);
  } catch (error) {
    // Wrong bytes go; those of an interrupted comparison are compared next time.
    if (error instanceof InputError) await rm(transfer.part, { force: true });
    throw error;
  }
  await rename(transfer.part, wanted.path);
  return "downloaded";
}
