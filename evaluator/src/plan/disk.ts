import { stat, statfs } from "node:fs/promises";
import { bundleMaxBytes } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { nearestExisting } from "../files/output-folder.ts";
import { formatBytes } from "./format-plan.ts";
import type { DiskPlan } from "./plan.ts";

/**
 * Bytes that cells of so many parameters leave in the output folder at most: bundles and readouts, and one checkpoint
 * while it replaces another: parameters and two moments of the latest and of the best state.
 */
export function outputBytes(parameters: readonly number[]): number {
  const sizes = parameters.map((count) => 4 * count);
  return sizes.reduce((sum, bytes) => sum + bundleMaxBytes + bytes, 0) + 2 * 6 * Math.max(0, ...sizes);
}

/** Needs of folders added up by the file system they lie on, beside what is free there. */
export async function diskPlans(
  needs: readonly { readonly folder: string; readonly bytes: number }[],
): Promise<DiskPlan[]> {
  const byDevice = new Map<number, { folders: string[]; neededBytes: number; freeBytes: number }>();
  for (const { folder, bytes } of needs) {
    const existing = await nearestExisting(folder);
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
