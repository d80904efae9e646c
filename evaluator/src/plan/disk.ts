import { diskOf, requireBytes } from "../files/free-space.ts";
import type { DiskPlan } from "./plan.ts";

/** Needs of folders added up by the file system they lie on, beside what is free there. */
export async function diskPlans(
  needs: readonly { readonly folder: string; readonly bytes: number }[],
): Promise<DiskPlan[]> {
  const byDevice = new Map<number, { folders: string[]; neededBytes: number; freeBytes: number }>();
  for (const { folder, bytes } of needs) {
    const { device, freeBytes } = await diskOf(folder);
    const disk = byDevice.get(device) ?? { folders: [], neededBytes: 0, freeBytes };
    disk.folders.push(folder);
    disk.neededBytes += bytes;
    byDevice.set(device, disk);
  }
  return [...byDevice.values()];
}

/** Refuses a run that would fill the disk hours from now. Throws InputError with both numbers. */
export function requireSpace(disks: readonly DiskPlan[]): void {
  const what =
    "features, checkpoints and results. Free some, choose another --cache or --out, or lower --cache-gb";
  for (const { folders, neededBytes, freeBytes } of disks) {
    requireBytes(folders.join(" and "), freeBytes, neededBytes, what);
  }
}
