import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { elementCount } from "../math/element-count.ts";
import { InputError } from "./input-error.ts";
import { bytesByDtype, mostHeaderBytes, safetensorsHead } from "./safetensors-head.ts";
import { writeError } from "./write-error.ts";

/** A safetensors file of one tensor that grows by rows, [rows, ...dims]. */
export interface RowsFormat {
  readonly tensor: string;
  readonly dtype: "F16" | "F32";
  /** Of one row. */
  readonly dims: readonly number[];
  /** Bytes kept for the header: how many rows there will be, and what is to be said of them, is known at the end. */
  readonly headerBytes: number;
}

const lengthBytes = 8;

export const rowBytes = ({ dtype, dims }: Pick<RowsFormat, "dtype" | "dims">): number =>
  elementCount(dims) * bytesByDtype[dtype];

/**
 * Bytes to keep for a header with this metadata, and for as many rows.
 *
 * @throws InputError where the format has no room for it
 */
export function headerBytesFor(
  format: Omit<RowsFormat, "headerBytes">,
  rows: number,
  metadata: Readonly<Record<string, string>>,
): number {
  const bytes = headOf(format, rows, metadata).length - lengthBytes;
  if (bytes <= mostHeaderBytes) return bytes;
  throw new InputError(
    `${rows} rows: a header of ${bytes} bytes; expected at most ${mostHeaderBytes}, the limit of safetensors`,
  );
}

const headOf = (
  { tensor: key, dtype, dims }: Omit<RowsFormat, "headerBytes">,
  rows: number,
  metadata: Readonly<Record<string, string>>,
): Buffer => safetensorsHead([{ key, dtype, dims: [rows, ...dims] }], metadata).head;

/**
 * Writes such a file row by row into `<path>.part`, which takes the file's name when it is whole. Memory holds no row
 * longer than its write takes.
 */
export class RowsWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #format: RowsFormat;
  readonly #file: FileHandle;
  #rows: number;

  private constructor(path: string, format: RowsFormat, file: FileHandle, rows: number) {
    this.#path = path;
    this.#format = format;
    this.#file = file;
    this.#rows = rows;
  }

  /** @param rows rows of a file that was begun earlier, which are kept; what follows them is cut off */
  static async open(path: string, format: RowsFormat, rows: number): Promise<RowsWriter> {
    const part = partOf(path);
    try {
      await mkdir(dirname(part), { recursive: true });
      const file = await open(part, rows === 0 ? "w" : "r+");
      const end = lengthBytes + format.headerBytes + rows * rowBytes(format);
      const writer = new RowsWriter(path, format, file, rows);
      if (rows > 0) await cutOff(file, part, end);
      return writer;
    } catch (error) {
      throw writeError(part, error);
    }
  }

  get rows(): number {
    return this.#rows;
  }

  /** One row or several, as they lie in the file. */
  async append(bytes: Uint8Array): Promise<void> {
    const size = rowBytes(this.#format);
    const at = lengthBytes + this.#format.headerBytes + this.#rows * size;
    await this.#write(bytes, at);
    this.#rows += bytes.byteLength / size;
  }

  /** Returns when all rows so far are on the disk. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  /** Writes the header and gives the file its name. */
  async finish(metadata: Readonly<Record<string, string>>): Promise<void> {
    const { headerBytes } = this.#format;
    const head = headOf(this.#format, this.#rows, metadata);
    const bytes = head.length - lengthBytes;
    if (bytes > headerBytes) throw new Error(`header of ${bytes} bytes; ${headerBytes} are kept`);
    // Spaces after the JSON are what the format pads with.
    const header = Buffer.alloc(lengthBytes + headerBytes, " ");
    head.copy(header);
    header.writeBigUInt64LE(BigInt(headerBytes), 0);
    await this.#write(header, 0);
    await this.#file.sync();
    await this.#file.close();
    await rename(partOf(this.#path), this.#path);
  }

  async #write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.byteLength) {
        const left = bytes.byteLength - written;
        written += (await this.#file.write(bytes, written, left, at + written)).bytesWritten;
      }
    } catch (error) {
      throw writeError(partOf(this.#path), error, bytes.byteLength);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}

async function cutOff(file: FileHandle, part: string, end: number): Promise<void> {
  const { size } = await file.stat();
  if (size >= end) return file.truncate(end);
  await file.close();
  throw new InputError(`${part}: ${size} bytes; expected ${end} of what was begun. Remove it to begin again`);
}

/** Where the file grows until it is whole. */
export const partOf = (path: string): string => `${path}.part`;
