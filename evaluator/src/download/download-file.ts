import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { STATUS_CODES } from "node:http";
import { dirname } from "node:path";
import { hashOfFile } from "../files/file-hash.ts";
import { InputError } from "../files/input-error.ts";
import { writeError } from "../files/write-error.ts";
import { type Attempts, withAttempts } from "./attempts.ts";
import { Interrupted, interruptionBy } from "./connection.ts";
import { type AddressOptions, type Answer, openAddress } from "./open-address.ts";
import { StallGuard } from "./stall-guard.ts";

export interface DownloadRequest {
  readonly url: string;
  /** Where the whole file goes; until then its bytes are in `path`.part. */
  readonly path: string;
  readonly bytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
  /** Who says length and checksum, for errors: "as published" where left out. */
  readonly authority?: string;
  /** More is refused. */
  readonly mostBytes?: number;
}

export interface DownloadOptions extends Attempts, Pick<AddressOptions, "authorization" | "connect"> {
  /** `total` is null while the size is unknown. */
  readonly onProgress?: (doneBytes: number, totalBytes: number | null) => void;
  /** A connection that brings nothing for so long is given up; 60,000 ms by default. */
  readonly stallMs?: number;
}

export type DownloadState = "downloaded" | "already there";

/** Throws InputError if the file's length or checksum is not the published one. */
export async function requirePublishedBytes(
  path: string,
  request: DownloadRequest,
  signal?: AbortSignal,
): Promise<void> {
  const { authority = "as published" } = request;
  const { size } = await stat(path);
  if (request.bytes !== null && size !== request.bytes) {
    throw new InputError(`${path}: ${size} bytes; expected ${request.bytes} ${authority} at ${request.url}`);
  }
  const algorithm = request.sha256 === null ? "md5" : "sha256";
  const expected = request[algorithm];
  if (expected === null) return;
  const found = await hashOfFile(path, "a downloaded file", { algorithm, ...(signal ? { signal } : {}) });
  if (found === expected) return;
  const name = algorithm === "md5" ? "MD5" : "SHA-256";
  throw new InputError(`${path}: ${name} ${found}; expected ${expected} ${authority}`);
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Total size that an answer states, in bytes. */
function statedTotal({ status, headers }: Answer, start: number): number | null {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
  if (status === 206) {
    if (!range || Number(range[1]) !== start) throw new Interrupted("the server answered with another range");
    return range[2] === "*" ? null : Number(range[2]);
  }
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
}

/** A status with its name: "404 Not Found". */
export const statusInWords = (status: number): string => `${status} ${STATUS_CODES[status] ?? ""}`.trim();

async function request(
  { url }: DownloadRequest,
  { connect, authorization }: DownloadOptions,
  start: number,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await openAddress(url, {
    headers: start > 0 ? { range: `bytes=${start}-` } : {},
    ...(connect ? { connect } : {}),
    ...(authorization ? { authorization } : {}),
    signal,
  });
  const { status, body } = answer;
  if ([200, 206, 416].includes(status)) return answer;
  body.destroy();
  if (status >= 500 || status === 429) throw new Interrupted(`status ${status}`);
  throw new InputError(`${url}: the server answered ${statusInWords(status)}; expected the file`);
}

async function* arriving(body: Answer["body"], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw interruptionBy(error, signal);
  }
}

interface Transfer {
  readonly request: DownloadRequest;
  readonly options: DownloadOptions;
  readonly part: string;
}

/**
 * Writes what arrives to its place. Two processes that fetch the same bytes write the same, so nothing is truncated before
 * the whole is there.
 *
 * @returns where the file ends
 */
async function writeFrom(
  start: number,
  { body }: Answer,
  total: number | null,
  file: FileHandle,
  { request: { url, mostBytes }, options, part }: Transfer,
  guard: StallGuard,
): Promise<number> {
  let done = start;
  const most = total ?? mostBytes ?? Number.POSITIVE_INFINITY;
  for await (const piece of arriving(body, guard.signal)) {
    guard.touch();
    if (done + piece.length > most) {
      throw new InputError(`${url}: the server sends more than ${most} bytes; expected at most so many`);
    }
    await writeWhole(file, piece, done).catch((error: unknown) => {
      const kept = `${part} (what came is kept, the same command goes on from there)`;
      throw writeError(kept, error, piece.length);
    });
    done += piece.length;
    options.onProgress?.(done, total);
  }
  if (total !== null && done < total) throw new Interrupted(`cut after ${done} of ${total} bytes`);
  return done;
}

/** The system may take less than it is given. */
async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

/** One connection: from where the part file ends to the end, or until it breaks. */
async function attempt(transfer: Transfer): Promise<void> {
  const { request: wanted, options, part } = transfer;
  const guard = new StallGuard(options.stallMs ?? 60_000, options.signal);
  try {
    let start = await sizeOf(part);
    if (wanted.bytes !== null && start === wanted.bytes) return;
    if (wanted.bytes !== null && start > wanted.bytes) {
      await rm(part);
      start = 0;
    }
    const answer = await request(wanted, options, start, guard.signal);
    try {
      if (answer.status === 416) {
        // Either everything is here already, or the part belongs to another file.
        if (wanted.bytes === null && answer.headers["content-range"] === `bytes */${start}`) return;
        await rm(part, { force: true });
        throw new Interrupted("the server has no such range");
      }
      if (answer.status === 200) start = 0;
      await receive(answer, start, transfer, guard);
    } finally {
      answer.body.destroy();
    }
  } finally {
    guard.stop();
  }
}

async function receive(answer: Answer, start: number, transfer: Transfer, guard: StallGuard): Promise<void> {
  const { request: wanted, part } = transfer;
  const total = statedTotal(answer, start);
  if (wanted.bytes !== null && total !== null && total !== wanted.bytes) {
    throw new InputError(
      `${wanted.url}: the server offers ${total} bytes; expected ${wanted.bytes} ${wanted.authority ?? "as published"}`,
    );
  }
  if (total !== null && wanted.mostBytes !== undefined && total > wanted.mostBytes) {
    throw new InputError(
      `${wanted.url}: the server offers ${total} bytes; expected at most ${wanted.mostBytes}`,
    );
  }
  const file = await open(part, constants.O_RDWR | constants.O_CREAT, 0o666).catch((error: unknown) => {
    throw writeError(part, error);
  });
  try {
    const end = await writeFrom(start, answer, total ?? wanted.bytes, file, transfer, guard);
    await file.truncate(end);
    await file.sync();
  } finally {
    await file.close();
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
  await withAttempts(() => attempt(transfer), {
    ...options,
    what: wanted.url,
    broughtBytes: () => sizeOf(transfer.part),
  });
  await publish(transfer);
  return "downloaded";
}

/** Gives a whole file its name. Wrong bytes go; those of an interrupted comparison are compared next time. */
async function publish({ request: wanted, options: { signal }, part }: Transfer): Promise<void> {
  try {
    await requirePublishedBytes(part, wanted, signal);
    await rename(part, wanted.path);
  } catch (error) {
    if (error instanceof InputError) await rm(part, { force: true });
    // Another process that fetched the same was first.
    const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isGone || (await sizeOf(wanted.path)) === 0) throw error;
    await requirePublishedBytes(wanted.path, wanted, signal);
  }
}
