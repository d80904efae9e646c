import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { hashOfFile } from "../files/file-hash.ts";
import { InputError } from "../files/input-error.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { stampOfAll } from "../files/stamp.ts";
import type { Splits } from "./dataset.ts";

const filesAtOnce = 16;

/** SHA-256 (hex) of a file that the data set must have. */
async function hashFile(path: string): Promise<string> {
  try {
    return await hashOfFile(path, "an annotation file");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${path}: cannot be read (${(error as Error).message}); expected an annotation file`,
    );
  }
}

async function inBatches<T>(items: readonly string[], work: (item: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let from = 0; from < items.length; from += filesAtOnce) {
    results.push(...(await Promise.all(items.slice(from, from + filesAtOnce).map(work))));
  }
  return results;
}

/** Remembers a digest in `cacheDirectory`, valid as long as no file changes in any way. */
async function remembered(
  paths: readonly string[],
  cacheDirectory: string | undefined,
  compute: () => Promise<string>,
): Promise<string> {
  if (cacheDirectory === undefined) return compute();
  const file = join(cacheDirectory, `${(await stampOfAll(paths)).stamp}.sha256`);
  const known = await readLimited(file, mostTextBytes, "a digest").then(String, () => "");
  if (/^[0-9a-f]{64}$/.test(known)) return known;
  const digest = await compute();
  await writeFileAtomically(file, digest);
  return digest;
}

/** SHA-256 (hex) of one file, remembered in `cacheDirectory` if there is one. */
export function fileSha256(path: string, cacheDirectory?: string): Promise<string> {
  return remembered([path], cacheDirectory, () => hashFile(path));
}

/**
 * SHA-256 (hex) over the sorted ids of each split and the digests of the annotation files under `root`, in the order of
 * their names.
 */
export async function datasetFingerprint(
  splits: Splits,
  root: string,
  annotationFiles: readonly string[],
  cacheDirectory?: string,
): Promise<string> {
  const names = [...annotationFiles].sort();
  const paths = names.map((name) => join(root, name));
  const annotations = await remembered(paths, cacheDirectory, async () => {
    const digests = await inBatches(paths, hashFile);
    const lines = digests.map((digest, index) => `${digest}  ${names[index]}\n`);
    return createHash("sha256").update(lines.join("")).digest("hex");
  });
  const hash = createHash("sha256");
  for (const split of ["train", "validation", "test"] as const) {
    hash.update(`${split}\n${[...splits[split]].sort().join("\n")}\n`);
  }
  return hash.update(`annotations\n${annotations}\n`).digest("hex");
}
