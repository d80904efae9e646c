import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../input-error.ts";
import { formatBytes } from "./format-plan.ts";
import type { DiskPlan } from "./plan.ts";

/** The folder itself or, where it does not exist yet, its nearest ancestor that does. */
async function existingFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (found) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : existingFolder(parent);
}

/** Needs of folders added up by the file system they lie on, beside what is free there. */
export async function diskPlans(
  needs: readonly { readonly folder: string; readonly bytes: number }[],
): Promise<DiskPlan[]> {
  const byDevice = new Map<number, { folders: string[]; neededBytes: number; freeBytes: number }>();
  for (const { folder, bytes } of needs) {
    const existing = await existingFolder(resolve(folder));
    const { dev } = await stat(existing);
    const { bavail, bsize } = await statfs(existing);
    const disk = byDevice.get(dev) ?? { folders: [], neededBytes: 0, freeBytes: bavail * bsize };
    disk.folders.push(folder);
    disk.neededBytes += bytes;
    byDevice.set(dev, disk);
  }
  return [...byDevice.values()];
}

/** Refuses a run that would fill the disk hours from now. Throws InputError with both numbers. */
export function requireSpace(disks: readonly DiskPlan[]): void {
  for (const { folders, neededBytes, freeBytes } of disks) {
    if (neededBytes <= freeBytes) continue;
    throw new InputError(
      `${folders.join(" and ")}: ${formatBytes(freeBytes)} free; expected ${formatBytes(neededBytes)} for features, ` +
        "checkpoints and results. Free some, choose another --cache or --out, or lower --cache-gb",
    );
  }
}
