import { InputError } from "./input-error.ts";

/** Nothing is wrong with what was to be written. */
export class WriteError extends InputError {}

/**
 * The error of a failed write as wrong input, where disk or folder are to blame; any other error as it is.
 *
 * @param what what could not be written: a path, or an option with its folder
 * @param bytes how much was to be written; null where that is not known
 */
export function writeError(what: string, error: unknown, bytes: number | null = null): unknown {
  if (error instanceof InputError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const problem = code === undefined ? undefined : problemOf(code, bytes);
  return problem === undefined ? error : new WriteError(`${what}: ${problem}`);
}

/** Codes of a disk, a quota or a limit that has no room left. */
const fullCodes = ["ENOSPC", "EDQUOT", "EFBIG"];

export function isDiskFull(error: unknown): boolean {
  return fullCodes.includes((error as NodeJS.ErrnoException).code ?? "");
}

function problemOf(code: string, bytes: number | null): string | undefined {
  if (fullCodes.includes(code)) {
    return `no room${bytes === null ? "" : ` for ${bytes} bytes`} (${code}); expected a disk with space left`;
  }
  switch (code) {
    case "EACCES":
    case "EPERM":
      return `no permission to write (${code}); expected a folder that can be written to`;
    case "EROFS":
      return `the file system is read-only (${code}); expected a folder that can be written to`;
    case "ENOTDIR":
    case "EEXIST":
      return `a part of the path is a file (${code}); expected folders`;
    case "EISDIR":
      return `is a folder (${code}); expected a file, or nothing yet`;
    case "ENOENT":
      return `a folder of the path is missing and cannot be made (${code}); expected a folder that can be written to`;
    case "EBUSY":
      return `is in use, as the root of a disk is (${code}); expected a folder that can be replaced`;
    case "EIO":
      return `the disk failed (${code}); expected a disk that works`;
    default:
      return undefined;
  }
}
