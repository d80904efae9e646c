import type { FileHandle } from "node:fs/promises";
import { File, Dataset as HdfDataset, ready } from "h5wasm/node";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { elementCount } from "../math/element-count.ts";
import { requireBytes } from "./hdf-limits.ts";
import { readStrings } from "./hdf-strings.ts";
import { openSourceFile } from "./source-file.ts";

const hdfSignature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");
/** Of the superblock, as far as the file's length. */
const superblockBytes = 64;
/** Other programs put a header of 512 bytes or a doubling of it in front: MATLAB the least, h5py what it is told. */
const firstUserBlockBytes = 512;

export type HdfValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** An array of numbers in an HDF5 file. */
export interface HdfArray {
  /** As HDF5 counts: the last axis is the fastest. MATLAB's order is the reverse. */
  readonly shape: readonly number[];
  /** "uint8", "float32"; "other" for what is no number. */
  readonly type: string;
  /** Places `from` to `to` (without it) of the first axis. Throws InputError where the file is damaged. */
  read(from: number, to: number): HdfValues;
}

/** An open HDF5 file. Everything that it throws is an InputError naming the file. */
export interface HdfFile {
  readonly path: string;
  /** Of what lies at the top. */
  readonly names: readonly string[];
  /** null: no array of this name. */
  array(name: string): HdfArray | null;
  /** `count` strings under one name, stored in any of the ways that MATLAB and h5py have; null: nothing of this name. */
  strings(name: string, count: number): string[] | null;
  close(): void;
}

async function bytesAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

/** The superblock; null: there is none, so this is no HDF5 file. */
async function findSuperblock(file: FileHandle, size: number): Promise<Buffer | null> {
  for (let at = 0; at < size; at = at === 0 ? firstUserBlockBytes : 2 * at) {
    const found = await bytesAt(file, at, superblockBytes);
    if (found.subarray(0, hdfSignature.length).equals(hdfSignature)) return found;
  }
  return null;
}

/** Length that the superblock states, in bytes from the start of the file; 0 where it does not say so in 8 bytes. */
function statedBytes(superblock: Buffer): number {
  if (superblock.length < superblockBytes) return 0;
  // Versions 0 and 1 keep the end of the file after two more addresses, 2 and 3 after one.
  const version = superblock[8];
  if (superblock[version < 2 ? 13 : 9] !== 8) return 0;
  return Number(superblock.readBigUInt64LE(version < 2 ? 40 + (version === 1 ? 4 : 0) : 28));
}

/** Is it HDF5, and as long as it says? Returns nothing, or throws InputError. */
async function requireHdf(path: string, what: string): Promise<void> {
  const file = await openSourceFile(path, what);
  try {
    const { size: bytes } = await file.stat();
    const superblock = await findSuperblock(file, bytes);
    if (superblock === null) throw new InputError(`${path}: ${await nameOf(file, bytes)}; expected ${what}`);
    const stated = statedBytes(superblock);
    if (bytes < stated) throw new InputError(`${path}: truncated, ${bytes} bytes; expected ${stated}`);
  } finally {
    await file.close();
  }
}

async function nameOf(file: FileHandle, bytes: number): Promise<string> {
  const kind = fileKind(await bytesAt(file, 0, 1024));
  if (kind === null) return `${bytes} bytes that are not HDF5`;
  if (kind === "a MATLAB v7.3 file") return `is ${kind} without the HDF5 part`;
  if (/MATLAB v[45]/.test(kind)) return `is ${kind}; MATLAB saves it anew with save(..., "-v7.3")`;
  return `is ${kind}`;
}

/** Does this file hold HDF5, whatever lies in front of it? */
export async function isHdf(path: string): Promise<boolean> {
  const file = await openSourceFile(path, "a file");
  try {
    return (await findSuperblock(file, (await file.stat()).size)) !== null;
  } finally {
    await file.close();
  }
}

const integer = 0;
const float = 1;

function typeName({ type, size, signed }: HdfDataset["metadata"]): string {
  if (type === float) return `float${8 * size}`;
  return type === integer ? `${signed ? "int" : "uint"}${8 * size}` : "other";
}

/** The library reports from the call down to the cause; the last line is the cause. */
function reasonOf(error: unknown): string {
  const causes = [...String(error).matchAll(/ in \w+\(\): (.*)/g)];
  return oneLine(causes.at(-1)?.[1] ?? error);
}

/** Throws RangeError for values of other files: what a file from outside names is not opened. "." is the file itself. */
function requireOwn(places: readonly (string | undefined)[]): void {
  const other = places.find((place) => place !== undefined && place !== ".");
  if (other !== undefined) throw new RangeError(`it lies in another file, ${other}`);
}

function arrayOf(dataset: HdfDataset, guarded: <R>(work: () => R) => R): HdfArray {
  const { shape, type } = guarded(() => ({
    shape: dataset.metadata.shape ?? [],
    type: typeName(dataset.metadata),
  }));
  return {
    shape,
    type,
    read: (from, to) =>
      guarded(() => {
        const expected = (to - from) * elementCount(shape.slice(1));
        requireBytes(expected, dataset.metadata);
        const values = dataset.slice([[from, to], ...shape.slice(1).map((): [] => [])]);
        if (!ArrayBuffer.isView(values) || values.length !== expected) throw new RangeError("no such values");
        return values as HdfValues;
      }),
  };
}

/**
 * Opens an HDF5 file, also behind another program's header. `what` says in an error what it should be. Throws InputError
 * if it is none, is shorter than it says, or is damaged.
 */
export async function openHdf(path: string, what: string): Promise<HdfFile> {
  await requireHdf(path, what);
  const module = await ready;
  // Otherwise the library prints its errors and goes on.
  module.activate_throwing_error_handler();
  const guard =
    (part: string) =>
    <R>(work: () => R): R => {
      try {
        return work();
      } catch (error) {
        throw new InputError(
          `${path}: ${part} cannot be read as HDF5 (${reasonOf(error)}); expected ${what}, whole`,
        );
      }
    };
  const opening = guard("the file");
  const file = opening(() => new File(path, "r"));
  const close = (): void => {
    opening(() => file.close());
  };
  try {
    const names = opening(() => file.keys());
    const find = (name: string): HdfDataset | null => {
      if (!names.includes(name)) return null;
      return guard(`"${name}"`)(() => {
        const link: { readonly filename?: string } = file.get_external_link(`/${name}`);
        requireOwn([link.filename]);
        const found = file.get(name);
        if (!(found instanceof HdfDataset)) return null;
        requireOwn((found.metadata.virtual_sources ?? []).map((source) => source.file_name));
        return found;
      });
    };
    return {
      path,
      names,
      array: (name) => {
        const found = find(name);
        return found && arrayOf(found, guard(`"${name}"`));
      },
      strings: (name, count) => {
        const found = find(name);
        return found && guard(`"${name}"`)(() => readStrings(file, found, count));
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
