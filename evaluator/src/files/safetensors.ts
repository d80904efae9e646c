import { readSync } from "node:fs";
import { elementCount } from "../math/element-count.ts";
import { float16ToNumber } from "../math/float16.ts";
import { fileKindAt } from "./file-kind.ts";
import { InputError } from "./input-error.ts";
import { oneLine } from "./one-line.ts";
import { withRegularFile } from "./regular-file.ts";
import { bytesByDtype, mostHeaderBytes, safetensorsHead } from "./safetensors-head.ts";

export interface StoredTensor {
  /** Any name: a tensor that nobody reads may have a type that nobody knows here. */
  readonly dtype: string;
  readonly dims: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** The header of a .safetensors file: where each tensor lies. The data stays in the file. */
export interface SafetensorsHeader {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The format's free text fields; what is no text is left out. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads and checks the header of a safetensors file: 8 bytes of little-endian length, then JSON.
 *
 * @throws InputError where the file is missing, truncated or of another kind, or where tensors overlap, leave the file, or
 * do not fill the bytes that their shape needs.
 */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  return withFile(path, (file, size) => {
    const headerBytes = readHeaderLength(file, path, size);
    const header = parseHeader(path, readExactly(file, path, 8, headerBytes).toString("utf8"));
    const { __metadata__: metadata, ...entries } = header;
    const tensors = parseTensors(path, entries, 8 + headerBytes, size);
    return { path, tensors, metadata: textFields(metadata) };
  });
}

/** Values of one F32, F16 or BF16 tensor as float32, row-major; `row`: of one entry of its first axis. */
export function readTensor({ path, tensors }: SafetensorsHeader, key: string, row?: number): Float32Array {
  const stored = tensors.get(key);
  if (!stored) throw new InputError(`${path}: no tensor ${key}`);
  const { dtype, dims, offset, length } = stored;
  if (!isFloat(dtype)) throw new InputError(`${path}: tensor ${key} is ${dtype}, expected F32, F16 or BF16`);
  const bytes = row === undefined ? length : length / dims[0];
  const from = offset + (row ?? 0) * bytes;
  return withFile(path, (file) => decodeFloats(readExactly(file, path, from, bytes), dtype));
}

/** Bytes that are looked at together. */
const pieceBytes = 1 << 24;

/**
 * Looks at every value of the given F32, F16 and BF16 tensors: a file may be whole and still hold what a division by zero or
 * a conversion to half precision has left. Throws InputError naming the first tensor with an infinity or a NaN.
 */
export function requireFinite({ path, tensors }: SafetensorsHeader, keys: Iterable<string>): void {
  withFile(path, (file) => {
    const piece = Buffer.alloc(pieceBytes);
    for (const key of keys) {
      const stored = tensors.get(key);
      if (!stored || !isFloat(stored.dtype)) continue;
      const { dtype, offset, length } = stored;
      for (let at = 0; at < length; at += pieceBytes) {
        const bytes = readSync(file, piece, 0, Math.min(pieceBytes, length - at), offset + at);
        const place = firstNotFinite(piece, bytes, dtype);
        if (place < 0) continue;
        const index = (at + place) / bytesPerFloat(dtype);
        throw new InputError(
          `${path}: value ${index} of tensor ${key} is infinite or not a number; expected finite weights`,
        );
      }
    }
  });
}

/** Byte of the first value whose exponent has all bits set; -1: there is none. */
function firstNotFinite({ buffer, byteOffset }: Buffer, bytes: number, dtype: FloatDtype): number {
  const size = bytesPerFloat(dtype);
  const exponent = dtype === "F32" ? 0x7f800000 : dtype === "F16" ? 0x7c00 : 0x7f80;
  const count = bytes / size;
  const bits =
    size === 4 ? new Uint32Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  for (let at = 0; at < count; at++) if ((bits[at] & exponent) === exponent) return at * size;
  return -1;
}

function withFile<Result>(path: string, use: (file: number, bytes: number) => Result): Result {
  try {
    return withRegularFile(path, "a safetensors file", use);
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (syscall !== "open" && syscall !== "stat") throw error;
    throw new InputError(`${path}: cannot be opened (${code})`);
  }
}

function readExactly(file: number, path: string, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const bytesRead = readSync(file, bytes, 0, length, offset);
  if (bytesRead !== length) {
    throw new InputError(`${path}: ${bytesRead} bytes at offset ${offset}, expected ${length}`);
  }
  return bytes;
}

/** Named as what it is where that is known, since people are given other files in place of weights. */
function notSafetensors(path: string, why: string): InputError {
  const kind = fileKindAt(path);
  return new InputError(
    kind === null || kind === "a safetensors file"
      ? `${path}: ${why}`
      : `${path}: is ${kind}; expected one safetensors file, as safetensors.torch.save_file writes it`,
  );
}

function readHeaderLength(file: number, path: string, size: number): number {
  if (size < 8) throw notSafetensors(path, `${size} bytes, expected at least 8 of a safetensors file`);
  const length = Number(readExactly(file, path, 0, 8).readBigUInt64LE());
  if (length > mostHeaderBytes) {
    const found = `a header of ${length} bytes, expected at most ${mostHeaderBytes}`;
    throw notSafetensors(path, `${found}; not safetensors`);
  }
  if (8 + length > size) {
    throw notSafetensors(path, `truncated: ${size} bytes, expected ${8 + length} for the header alone`);
  }
  return length;
}

function parseHeader(path: string, json: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (error) {
    throw notSafetensors(path, `header is not JSON (${oneLine(error)}); not a safetensors file`);
  }
  if (typeof header === "object" && header !== null && !Array.isArray(header)) return { ...header };
  throw new InputError(`${path}: header is ${json.slice(0, 40)}, expected an object of tensors by key`);
}

function textFields(metadata: unknown): Map<string, string> {
  const fields: [string, unknown][] = typeof metadata === "object" ? Object.entries(metadata ?? {}) : [];
  return new Map(fields.filter((field): field is [string, string] => typeof field[1] === "string"));
}

function parseTensors(
  path: string,
  header: Readonly<Record<string, unknown>>,
  dataStart: number,
  size: number,
): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const [key, entry] of Object.entries(header)) {
    tensors.set(key, parseTensor(path, key, entry, dataStart));
  }
  checkExtents(path, tensors, dataStart, size);
  return tensors;
}

function parseTensor(path: string, key: string, entry: unknown, dataStart: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isSize = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  if (typeof dtype !== "string") {
    throw new InputError(`${path}: tensor ${key} has dtype ${JSON.stringify(dtype)}, expected a name`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new InputError(`${path}: tensor ${key} has shape ${JSON.stringify(shape)}, expected sizes`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1]) {
    const found = JSON.stringify(offsets);
    throw new InputError(`${path}: tensor ${key} has data_offsets ${found}, expected [begin, end]`);
  }
  const [begin, end] = offsets as [number, number];
  const elementBytes = bytesByDtype[dtype];
  const expected = elementCount(shape) * (elementBytes ?? 0);
  if (elementBytes !== undefined && end - begin !== expected) {
    const found = `${end - begin} bytes`;
    throw new InputError(
      `${path}: tensor ${key} takes ${found}, expected ${expected} for ${dtype} [${shape}]`,
    );
  }
  return { dtype, dims: shape, offset: dataStart + begin, length: end - begin };
}

function checkExtents(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  dataStart: number,
  size: number,
): void {
  const byOffset = [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.length - b.length);
  let end = dataStart;
  let last = "the header";
  for (const [key, { offset, length }] of byOffset) {
    if (offset < end) {
      throw new InputError(
        `${path}: tensor ${key} begins at byte ${offset}, inside ${last} that ends at ${end}`,
      );
    }
    end = offset + length;
    last = `tensor ${key}`;
  }
  if (end > size) throw new InputError(`${path}: truncated: ${size} bytes, expected ${end} up to ${last}`);
}

const scratch = new DataView(new ArrayBuffer(4));

function float32FromBits(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

type FloatDtype = "F32" | "F16" | "BF16";

const bytesPerFloat = (dtype: FloatDtype): number => (dtype === "F32" ? 4 : 2);

function isFloat(dtype: string): dtype is FloatDtype {
  return dtype === "F32" || dtype === "F16" || dtype === "BF16";
}

function decodeFloats(bytes: Buffer, dtype: FloatDtype): Float32Array {
  const count = bytes.byteLength / bytesPerFloat(dtype);
  const readers: Readonly<Record<FloatDtype, (index: number) => number>> = {
    F32: (index) => bytes.readFloatLE(4 * index),
    F16: (index) => float16ToNumber(bytes.readUInt16LE(2 * index)),
    BF16: (index) => float32FromBits(bytes.readUInt16LE(2 * index) * 0x10000),
  };
  const read = readers[dtype];
  return Float32Array.from({ length: count }, (_, index) => read(index));
}

/** A safetensors file of F32 tensors: length of the header, header, data. `metadata`: the format's own free text fields. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, { readonly dims: readonly number[]; readonly data: Float32Array }>,
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const layout = [...tensors].map(([key, { dims }]) => ({ key, dtype: "F32", dims }));
  const { head, end } = safetensorsHead(layout, metadata);
  const bytes = Buffer.alloc(end);
  head.copy(bytes);
  let offset = head.length;
  for (const { data } of tensors.values()) {
    for (const value of data) offset = bytes.writeFloatLE(value, offset);
  }
  return bytes;
}
