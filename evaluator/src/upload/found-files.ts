import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";

/**
 * JSON files of a folder and of the folders in it, sorted within each. Hidden names (leases, what is half written) and links are left
 * out, so that nothing leads out of the folder or round in a circle.
 */
async function* jsonFilesBelow(folder: string): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith("."),
  );
  const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : 1);
  for (const entry of entries.sort(byName)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* jsonFilesBelow(path);
    else if (entry.isFile() && entry.name.endsWith(".json")) yield path;
  }
}

export interface GivenFile {
  readonly path: string;
  /** Was it named itself, or found in a folder that was? */
  readonly named: boolean;
}

/**
 * What arguments name: files, and the JSON files in folders, each once.
 *
 * @throws InputError at a path where nothing is
 */
export async function* givenFiles(paths: readonly string[]): AsyncGenerator<GivenFile> {
  const seen = new Set<string>();
  for (const path of paths) {
    const facts = await stat(path).catch((error: Error) => {
      throw new InputError(`${path}: ${error.message}; expected a file or a folder`);
    });
    if (!facts.isDirectory()) {
      if (!seen.has(path)) yield { path, named: true };
      seen.add(path);
      continue;
    }
    for await (const found of jsonFilesBelow(path)) {
      if (!seen.has(found)) yield { path: found, named: false };
      seen.add(found);
    }
  }
}
