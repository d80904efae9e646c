import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { InputError } from "./input-error.ts";

/**
 * Files from elsewhere are opened here and nowhere else. Opening a pipe waits for whoever writes to it and a device has no
 * end, so what is no file is refused before it is opened, and again once it is open. That a file is a link is its owner's
 * own doing: caches of model hubs keep every file so.
 */

/** Nothing waits at a pipe that took the file's place since; of a file the flag changes nothing. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const pieceBytes = 1 << 20;

function requireRegular(path: string, found: Stats, expected: string): void {
  if (found.isFile()) return;
  throw new InputError(`${path}: is ${kindOf(found)}; expected ${expected}`);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}

/**
 * Opens a file for reading.
 *
 * @param expected what it should be, for the error: "an ONNX file"
 * @throws InputError where it is no file; errors of the system as they are
 */
export async function openRegularFile(path: string, expected: string): Promise<FileHandle> {
  requireRegular(path, await stat(path), expected);
  const file = await open(path, readFlags);
  try {
    requireRegular(path, await file.stat(), expected);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same by its descriptor, for as long as `use` takes. */
export function withRegularFile<Result>(
  path: string,
  expected: string,
  use: (descriptor: number, bytes: number) => Result,
): Result {
  requireRegular(path, statSync(path), expected);
  const file = openSync(path, readFlags);
  try {
    const found = fstatSync(file);
    requireRegular(path, found, expected);
    return use(file, found.size);
  } finally {
    closeSync(file);
  }
}

/** A file's bytes as far as it was long when it was opened, or a part of them, piece by piece. */
export async function* piecesOfFile(
  path: string,
  expected: string,
  { from = 0, bytes = Number.POSITIVE_INFINITY }: { readonly from?: number; readonly bytes?: number } = {},
): AsyncGenerator<Uint8Array> {
  const file = await openRegularFile(path, expected);
  try {
    const end = Math.min((await file.stat()).size, from + bytes);
    for (let at = from; at < end; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
