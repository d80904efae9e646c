import { randomUUID } from "node:crypto";
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeError } from "./write-error.ts";

/**
 * Writes a file whole or not at all: temporary name in the same folder, fsync, rename. A full disk or a missing
 * permission leaves what was there before and throws InputError.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, Buffer.byteLength(content), (file) => file.writeFile(content), rename);
}

/** The same for content that is written piece by piece; `bytes` is how much that will be. */
export async function writePiecesAtomically(
  path: string,
  bytes: number,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  await writeWhole(path, bytes, write, rename);
}

/** The same for a file that nothing may replace: where it is there already, it stays as it is. */
export async function writeNewFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const write = (file: FileHandle) => file.writeFile(content);
  await writeWhole(path, Buffer.byteLength(content), write, async (temporary) => {
    if (await linked(temporary, path)) await rm(temporary);
    else await rename(temporary, path);
  });
}

/** Removes what a process that was killed while it wrote such a file left of it. */
export async function removePartial(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.startsWith(partialStart(path)) && name.endsWith(partialEnd));
  for (const name of left) await rm(join(folder, name), { force: true });
}

/** A new name beside a file for what will become it, or serves its making. */
export const partialPath = (path: string): string =>
  join(dirname(path), `${partialStart(path)}${randomUUID()}${partialEnd}`);

const partialStart = (path: string): string => `.${basename(path)}.`;
const partialEnd = ".partial";

/** false: there is nothing yet, and the file system has no links, as of memory cards. */
async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return true;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    return stat(path).then(
      () => true,
      () => false,
    );
  }
}

async function writeWhole(
  path: string,
  bytes: number,
  write: (file: FileHandle) => Promise<void>,
  publish: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
  const temporary = partialPath(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(temporary, path);
  } catch (error) {
    // The first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => {});
    throw writeError(path, error, bytes);
  }
}
