import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

/** What changes with every write: device, number, length and times. */
export interface Stamp {
  readonly stamp: string;
  /** Of the last change, by the file system's clock. */
  readonly changedMs: number;
}

export async function stampOfFile(path: string): Promise<Stamp & { readonly isFolder: boolean }> {
  const facts = await stat(path, { bigint: true });
  const { dev, ino, size, mtimeNs, ctimeNs } = facts;
  return {
    stamp: [dev, ino, size, mtimeNs, ctimeNs].join(" "),
    changedMs: Number(ctimeNs) / 1e6,
    isFolder: facts.isDirectory(),
  };
}

const filesAtOnce = 64;

/** Of files, and of folders with all that lies in them, wherever links lead. */
export async function stampOfAll(paths: readonly string[], signal?: AbortSignal): Promise<Stamp> {
  const hash = createHash("sha256");
  let changedMs = 0;
  const seen = new Set<string>();
  const walk = async (some: readonly string[]): Promise<void> => {
    for (let from = 0; from < some.length; from += filesAtOnce) {
      signal?.throwIfAborted();
      const batch = some.slice(from, from + filesAtOnce);
      for (const [at, found] of (await Promise.all(batch.map(stampOfFile))).entries()) {
        hash.update(`${batch[at]}\0${found.stamp}\n`);
        changedMs = Math.max(changedMs, found.changedMs);
        if (found.isFolder) await walkFolder(batch[at]);
      }
    }
  };
  const walkFolder = async (folder: string): Promise<void> => {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    await walk((await readdir(folder)).sort().map((name) => join(folder, name)));
  };
  await walk(paths);
  return { stamp: hash.digest("hex"), changedMs };
}
