import { stat, statfs } from "node:fs/promises";
import { nearestExisting } from "./output-folder.ts";
import { WriteError } from "./write-error.ts";

/** A file system. */
export interface Disk {
  readonly device: number;
  readonly freeBytes: number;
}

/** The file system on which a folder lies, or will. */
export async function diskOf(folder: string): Promise<Disk> {
  const existing = await nearestExisting(folder);
  const { dev: device } = await stat(existing);
  const { bavail, bsize } = await statfs(existing);
  return { device, freeBytes: bavail * bsize };
}

/**
 * Refuses work that would fill a disk hours from now.
 *
 * @param where the folders that lie on the disk, for the error
 * @param what what the bytes are for, and what else would help
 * @throws WriteError with both numbers
 */
export function requireBytes(where: string, freeBytes: number, neededBytes: number, what: string): void {
  if (neededBytes <= freeBytes) return;
  const [free, needed] = [freeBytes, neededBytes].map(formatBytes);
  throw new WriteError(`${where}: ${free} free; expected ${needed} for ${what}`);
}

/** The same for one folder, which may not be there yet. */
export async function requireFreeSpace(folder: string, bytes: number, what: string): Promise<void> {
  requireBytes(folder, (await diskOf(folder)).freeBytes, bytes, what);
}

/** A size in the decimal unit that disks are sold in. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(0)} MB`;
  return bytes < 1e12 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e12).toFixed(1)} TB`;
}
