import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "./input-error.ts";

/**
 * Writes a file whole or not at all: temporary name in the same folder, fsync, rename. A full disk or a missing
 * permission leaves what was there before and throws InputError.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // The first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => {});
    throw writeError(path, content.length, error);
  }
}

function writeError(path: string, length: number, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new InputError(`${path}: no room for ${length} bytes (${code}); expected a disk with space left`);
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return new InputError(`${path}: no permission to write; expected a folder that can be written to`);
  }
  if (code === "ENOTDIR" || code === "EEXIST") {
    return new InputError(`${path}: a part of the path is a file; expected folders`);
  }
  return error;
}
