import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { link, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import journal from "../migrations/meta/_journal.json" with { type: "json" };

/**
 * An archive is one gzipped file of JSON lines: what it is, the rows of each table, the next number of each sequence,
 * every file, and at its end a hash over all that. `zcat` shows it.
 */

/** It cannot be read or written; the message says all. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

const format = "dense-probing-leaderboard";
const version = 1;
/** The rows are of the tables that this migration leaves. */
export const newestMigration: string = journal.entries.at(-1)?.tag ?? "none";

const headSchema = z.strictObject({
  archive: z.literal(format),
  version: z.int(),
  tables: z.string(),
  madeAt: z.iso.datetime(),
});

const lineSchema = z.union([
  z.strictObject({ table: z.string(), rows: z.array(z.record(z.string(), z.json())) }),
  z.strictObject({ sequence: z.string(), last: z.int().positive(), isUsed: z.boolean() }),
  z.strictObject({ file: z.string(), base64: z.base64() }),
]);
export type ArchiveLine = z.infer<typeof lineSchema>;

const endSchema = z.strictObject({
  end: z.strictObject({ lines: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** A file of 64 MB takes 86 as text. */
const lineMaxBytes = 128_000_000;

const isThere = (file: string) => new ArchiveError(`${file} is there already; name another file`);

/**
 * Writes an archive, whole or not at all; a file that is there is left alone. Who is killed leaves what is named
 * unfinished, and nothing under the name. `write` takes lines of JSON.
 */
export async function writeArchive(
  file: string,
  madeAt: Date,
  work: (write: (line: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  if (existsSync(file)) throw isThere(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const zip = createGzip();
    const writing = pipeline(zip, createWriteStream(temporary, { flags: "w", mode: 0o600, flush: true }));
    const hash = createHash("sha256");
    let lines = 0;
    const put = async (text: string) => {
      if (!zip.write(text)) await Promise.race([once(zip, "drain"), writing]);
    };
    const write = async (line: string) => {
      const text = `${line}\n`;
      hash.update(text);
      lines += 1;
      await put(text);
    };
    try {
      await write(
        JSON.stringify({ archive: format, version, tables: newestMigration, madeAt: madeAt.toISOString() }),
      );
      await work(write);
      await put(`${JSON.stringify({ end: { lines, sha256: hash.digest("hex") } })}\n`);
      zip.end();
      await writing;
    } catch (error) {
      zip.destroy();
      await writing.catch(() => {});
      throw error;
    }
    // Never in the place of what another wrote meanwhile.
    await link(temporary, file).catch((error: unknown) => {
      throw error instanceof Error && "code" in error && error.code === "EEXIST" ? isThere(file) : error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const unzip = createGunzip();
  const source = createReadStream(file);
  const reading = pipeline(source, unzip).catch((error: unknown) => unzip.destroy(error as Error));
  let rest: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of unzip as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString("utf8");
      rest = [];
      bytes = 0;
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > lineMaxBytes) throw new ArchiveError(`${file} has a line of over ${lineMaxBytes} bytes`);
  }
  await reading;
  if (bytes > 0) throw new ArchiveError(`${file} is cut off within a line`);
}

function parsed<Value>(schema: z.ZodType<Value>, text: string, file: string, line: number): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ArchiveError(`line ${line} of ${file} is no JSON`);
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new ArchiveError(`line ${line} of ${file} is none of an archive's: ${z.prettifyError(error)}`);
}

function checkHead(text: string, file: string): void {
  const head = parsed(headSchema, text, file, 1);
  if (head.version !== version) {
    throw new ArchiveError(`${file} has version ${head.version} of the format; expected ${version}`);
  }
  if (head.tables !== newestMigration) {
    throw new ArchiveError(
      `${file} has the tables of migration ${head.tables}; expected ${newestMigration}: import it with the program that made it, which then may be upgraded`,
    );
  }
}

/** Lines of an archive one after another. @throws ArchiveError at the first that is wrong, also at the end that does not hold */
export async function* readArchive(file: string): AsyncGenerator<ArchiveLine> {
  const hash = createHash("sha256");
  let lines = 0;
  let isOver = false;
  try {
    for await (const text of linesOf(file)) {
      if (isOver) throw new ArchiveError(`${file} goes on after its end`);
      if (text.startsWith('{"end"')) {
        const { end } = parsed(endSchema, text, file, lines + 1);
        const found = hash.digest("hex");
        if (end.lines !== lines || end.sha256 !== found) {
          throw new ArchiveError(
            `${file} is damaged: ${lines} lines with the SHA-256 ${found}; its end says ${end.lines} and ${end.sha256}`,
          );
        }
        isOver = true;
        continue;
      }
      hash.update(`${text}\n`);
      lines += 1;
      if (lines === 1) checkHead(text, file);
      else yield parsed(lineSchema, text, file, lines);
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isOver) throw new ArchiveError(`${file} has no end; it is cut off, or no archive`);
}
