import { type FileHandle, readdir, stat } from "node:fs/promises";
import { fileKindAt } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { readLimited } from "../files/limited-read.ts";
import { openRegularFile } from "../files/regular-file.ts";

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "not found";
  if (code === "ENOTDIR") return "a part of the path is not a folder";
  if (code === "EACCES") return "no permission to read";
  if (code === "EISDIR") return "is a folder";
  return error instanceof Error ? error.message : String(error);
}

/** A gigabyte: no picture or map of the known sets comes near it. */
const mostPictureBytes = 2 ** 30;

/**
 * Bytes of a file the user's data set must have. `expected` says in the error what it should be. Throws InputError, also
 * for what is no file or too large to be one of a data set.
 */
export async function readSourceFile(
  path: string,
  expected: string,
  mostBytes = mostPictureBytes,
): Promise<Buffer> {
  return readLimited(path, mostBytes, expected).catch((error: unknown) => {
    throw unreadable(path, error, expected);
  });
}

/** Opens a file that the user's data set must have. Throws InputError. */
export async function openSourceFile(path: string, expected: string): Promise<FileHandle> {
  return openRegularFile(path, expected).catch((error: unknown) => {
    throw unreadable(path, error, expected);
  });
}

function unreadable(path: string, error: unknown, expected: string): InputError {
  if (error instanceof InputError) return error;
  return new InputError(`${path}: ${reason(error)}; expected ${expected}`);
}

/** File names in a folder that the user's data set must have. */
export async function listSourceFolder(path: string, expected: string): Promise<Set<string>> {
  try {
    return new Set(await readdir(path));
  } catch (error) {
    throw new InputError(`${path}: ${reason(error)}; expected ${expected}`);
  }
}

/** Size of a file the user's data set must have. */
export async function sourceFileSize(path: string, expected: string): Promise<number> {
  const file = await openSourceFile(path, expected);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Throws InputError where the file at `path` is known to be of another kind than `kind`, such as a page in its place. */
export function requireFileKind(path: string, kind: string, expected: string): void {
  const found = fileKindAt(path);
  if (found !== null && found !== kind) throw new InputError(`${path}: is ${found}; expected ${expected}`);
}

export type PathKind = "file" | "folder" | "missing";

export async function pathKind(path: string): Promise<PathKind> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return "file";
  return found?.isDirectory() ? "folder" : "missing";
}
