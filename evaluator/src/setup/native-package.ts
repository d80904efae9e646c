import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The npm package whose native part the set-up provides. */
export const NATIVE_PACKAGE = "@tensorflow/tfjs-node-gpu";

/** Node-API version the addon is compiled for: the newest that package 4.22.0 knows. */
export const NODE_API_VERSION = 8;

/** The two folders that the package's own install script would have made. */
const PROVIDED_FOLDERS = ["deps", "lib"] as const;

export interface NativePackage {
  readonly directory: string;
  readonly version: string;
}

/** Finds the installed npm package; null where it is not installed (`npm ci --omit=optional`, another workspace). */
export function findNativePackage(): NativePackage | null {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve(`${NATIVE_PACKAGE}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    return { directory: dirname(manifest), version };
  } catch {
    return null;
  }
}

/** The folder that the package's `lib` leads to, so that a cache that was moved away is noticed; null without one. */
export function providedFrom(nativePackage: NativePackage): string | null {
  try {
    return dirname(realpathSync(join(nativePackage.directory, "lib")));
  } catch {
    return null;
  }
}

/** Points the package's `deps` and `lib` to those of `target`; each link is replaced in one rename. */
export async function linkInto(nativePackage: NativePackage, target: string): Promise<void> {
  for (const folder of PROVIDED_FOLDERS) {
    const place = join(nativePackage.directory, folder);
    const fresh = `${place}.${process.pid}.new`;
    await rm(fresh, { force: true });
    await symlink(join(target, folder), fresh, "dir");
    // A link cannot be renamed over a real folder, such as one that the package's own install script left.
    if (isRealFolder(place)) await rm(place, { recursive: true });
    await rename(fresh, place);
  }
}

/** Takes the links away again, so that a backend that failed its check is never loaded. */
export async function unlinkFrom(nativePackage: NativePackage): Promise<void> {
  for (const folder of PROVIDED_FOLDERS) {
    const place = join(nativePackage.directory, folder);
    if (!isRealFolder(place)) await rm(place, { force: true });
  }
}

function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
