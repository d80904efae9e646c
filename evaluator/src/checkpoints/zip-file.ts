import { PassThrough, Readable } from "node:stream";
import yauzl from "yauzl";
import { readableLine } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { type CheckpointFile, fillFrom } from "./checkpoint-file.ts";

/** A checkpoint has an entry a storage. */
const mostEntries = 100_000;

const pieceBytes = 1 << 20;

/** The entries of a zip file, by name. */
export class ZipFile {
  readonly #file: CheckpointFile;
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;

  private constructor(file: CheckpointFile, zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws InputError where the file is cut or damaged, or names an entry twice */
  static async open(file: CheckpointFile): Promise<ZipFile> {
    const zip = await yauzl
      .fromRandomAccessReaderPromise(new Reader(file), file.size, { autoClose: false })
      .catch((error: unknown) => Promise.reject(damaged(file.path, error)));
    return new ZipFile(file, zip, await listEntries(file.path, zip));
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Bytes that an entry unpacks to; null: there is no such entry. */
  sizeOf(name: string): number | null {
    return this.#entries.get(name)?.uncompressedSize ?? null;
  }

  /** Where a stored entry's bytes begin, from the start of the file; null: they are deflated. */
  async startOf(name: string): Promise<number | null> {
    const entry = this.#entry(name);
    if (!entry.canDecodeFileData()) {
      const found = entry.isEncrypted() ? "encrypted" : `compressed by method ${entry.compressionMethod}`;
      throw new InputError(
        `${this.#file.path}: entry ${name} is ${found}; expected stored or deflated entries`,
      );
    }
    const { fileDataStart } = await this.#zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: unknown) => Promise.reject(damaged(this.#file.path, error)));
    return entry.compressionMethod === 0 ? fileDataStart : null;
  }

  /** An entry's bytes as they come, as many as it states. */
  async *pieces(name: string): AsyncGenerator<Uint8Array> {
    // Says what it is where it cannot be unpacked.
    await this.startOf(name);
    try {
      const stream = await this.#zip.openReadStreamPromise(this.#entry(name));
      for await (const piece of stream) yield piece as Uint8Array;
    } catch (error) {
      throw damaged(this.#file.path, error);
    }
  }

  /** A small entry whole. */
  async read(name: string, mostBytes: number): Promise<Buffer> {
    const size = this.sizeOf(name) ?? 0;
    if (size > mostBytes) {
      throw new InputError(`${this.#file.path}: ${name} of ${size} bytes; expected at most ${mostBytes}`);
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(name)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  #entry(name: string): yauzl.Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new InputError(`${this.#file.path}: no entry ${name}; expected one`);
    return entry;
  }
}

async function listEntries(path: string, zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > mostEntries) {
    throw new InputError(`${path}: ${zip.entryCount} entries; expected at most ${mostEntries}`);
  }
  const entries = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Error(`two entries called ${entry.fileName}`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw damaged(path, error);
  }
  return entries;
}

function damaged(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  return new InputError(
    `${path}: cannot be read as a zip file (${readableLine(oneLine(error))}); expected a whole one`,
  );
}

/**
 * Reads for the zip library, within the file alone: it takes places from the file's own fields as they are, and Node throws
 * for some of them where nobody can catch it.
 */
class Reader extends yauzl.RandomAccessReader {
  readonly #file: CheckpointFile;

  constructor(file: CheckpointFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const isInside = position + length <= this.#file.size;
    // In a turn of its own, as a file would answer.
    setImmediate(() => {
      if (!isInside) {
        callback(new Error(`${length} bytes at ${position}, outside of ${this.#file.size}`));
        return;
      }
      const bytesRead = fillFrom(this.#file.handle, buffer.subarray(offset, offset + length), position);
      callback(null, bytesRead);
    });
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (end > this.#file.size) {
      const stream = new PassThrough();
      stream.destroy(new Error(`bytes up to ${end}, outside of ${this.#file.size}`));
      return stream;
    }
    return Readable.from(this.#range(start, end));
  }

  *#range(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end; at += pieceBytes) {
      yield this.#file.read(at, Math.min(pieceBytes, end - at));
    }
  }
}
