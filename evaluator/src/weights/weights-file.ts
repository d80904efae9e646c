import { mkdir, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { leavesFolder, type Manifest } from "../contract/index.ts";
import { hashOfFile } from "../files/file-hash.ts";
import { InputError } from "../files/input-error.ts";
import { nearestExisting, requireOutputFolder } from "../files/output-folder.ts";
import type { LockEntry, WeightsLock } from "./lock-file.ts";

/** Of one file: the largest open vision network, of 18 billion parameters, has as much in float32. */
const mostWeightsBytes = 72e9;

/** SHA-256 of a file, in hexadecimal. Throws InputError where it is no file, or larger than weights are. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const { size } = await stat(path);
  if (size > mostWeightsBytes) {
    throw new InputError(`${path}: ${size} bytes; expected weights of at most ${mostWeightsBytes}`);
  }
  return hashOfFile(path, "a file of weights", signal ? { signal } : {});
}

/**
 * What the lock knows of a manifest's weights; null: nothing yet.
 *
 * @throws InputError where it knows them from another address
 */
export function lockEntryOf(
  { id, weights }: Manifest,
  lock: WeightsLock,
  lockPath: string,
): LockEntry | null {
  const entry = lock[id];
  if (entry === undefined || weights === null) return null;
  if (entry.url === weights.url) return entry;
  throw new InputError(
    `backbone ${id}: its manifest has weights from ${weights.url}, ${lockPath} from ${entry.url}; expected one address: if the manifest's is right, delete the entry and fetch again`,
  );
}

/**
 * The SHA-256 that a manifest's file has to have: the manifest's own, else the locked one; null: nobody has said yet.
 *
 * @throws InputError where both are known and differ
 */
export function expectedSha256(manifest: Manifest, lock: WeightsLock, lockPath: string): string | null {
  const own = manifest.weights?.sha256 ?? null;
  const locked = lockEntryOf(manifest, lock, lockPath)?.sha256 ?? null;
  if (own !== null && locked !== null && own !== locked) {
    throw new InputError(
      `backbone ${manifest.id}: its manifest says SHA-256 ${own}, ${lockPath} says ${locked}; expected the same`,
    );
  }
  return own ?? locked;
}

/** The error of a file that is there and is another than the known one. */
export function otherFile(id: string, path: string, found: string, expected: string): InputError {
  return new InputError(`backbone ${id}: ${path} has SHA-256 ${found}, expected ${expected}`);
}

/**
 * Where a manifest's file may be written: below the folder of weights, also where folders on the way are links. The folders
 * are made.
 *
 * @throws InputError where the path leads out of the folder, or the folder cannot be written to
 */
export async function writablePlace(folder: string, file: string): Promise<string> {
  const path = join(resolve(folder), file);
  const leaves = (where: string) =>
    new InputError(
      `weights file ${file}: ${where} leaves the folder of weights ${folder}; expected a path inside it`,
    );
  if (leavesFolder(file)) throw leaves(path);
  await requireOutputFolder(folder, "--weights");
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  const requireInside = async (place: string): Promise<void> => {
    const real = await realpath(place);
    if (real !== root && leavesFolder(relative(root, real))) throw leaves(real);
  };
  await requireInside(await nearestExisting(dirname(path)));
  await mkdir(dirname(path), { recursive: true });
  await requireInside(dirname(path));
  return path;
}
