import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { InputError } from "../files/input-error.ts";
import { openRegularFile } from "../files/regular-file.ts";
import type { ReadBytes } from "./byte-cursor.ts";

/** A pickle of a thousand tensors takes some 100 kB. */
export const mostPickleBytes = 2 ** 26;

/** A checkpoint that is open. */
export interface CheckpointFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly handle: FileHandle;
  readonly read: ReadBytes;
}

/** Opens a file for as long as `use` takes. */
export async function withCheckpointFile<Result>(
  path: string,
  use: (file: CheckpointFile) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle;
  try {
    handle = await openRegularFile(path, "a checkpoint");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be opened (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    const { size } = await handle.stat();
    return await use({
      path,
      size,
      handle,
      read: (offset, length) => readAt(handle, offset, length),
    });
  } finally {
    await handle.close();
  }
}

/** Bytes at an offset; fewer at the end of the file. */
function readAt(handle: FileHandle, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, fillFrom(handle, bytes, offset));
}

/** Fills a buffer from an offset of the file on; how many bytes there were. */
export function fillFrom({ fd }: FileHandle, bytes: Uint8Array, offset: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
