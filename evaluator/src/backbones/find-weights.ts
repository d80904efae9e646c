import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { shellCommand } from "../files/shell-command.ts";
import { readWeightsLock, weightsLockPath } from "../weights/lock-file.ts";
import { expectedSha256, otherFile, sha256OfFile } from "../weights/weights-file.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { listManifests } from "./manifest-file.ts";
import { folderOf } from "./manifest-folder.ts";

export interface WeightsPlace {
  /** Folder of the weights files that manifests name. */
  readonly weightsDirectory?: string;
  /** The file that says which hashes weights have; the evaluator's own where left out. null: none, as of reference cases. */
  readonly lockPath?: string | null;
  /** The SHA-256 of a file, where that is known already; otherwise it is computed. */
  readonly hash?: (path: string) => Promise<string>;
}

/** Where the manifest's file lies: as it is called, and with links resolved, since ONNX Runtime refuses data beyond a link. */
export async function findWeights(
  manifest: Manifest,
  { weightsDirectory }: WeightsPlace,
): Promise<{ readonly path: string; readonly real: string }> {
  const { file = "", url } = manifest.weights ?? {};
  const source = manifest.private ? "" : ` from ${url}`;
  const folders = [folderOf(manifest), weightsDirectory].filter((folder) => folder !== undefined);
  const paths = folders.map((folder) => join(folder, file));
  if (paths.length === 0) {
    throw new InputError(
      `backbone ${manifest.id} needs weights: expected a folder that holds ${file}${source}`,
    );
  }
  for (const path of paths) {
    const real = await realpath(path).catch(() => null);
    if (real === null) continue;
    if ((await stat(real)).isFile()) return { path, real };
    throw new InputError(`backbone ${manifest.id}: ${path} is no file; expected the one${source}`);
  }
  const expected = manifest.private
    ? "expected it there"
    : `get it with: ${await fetchCommand(manifest, weightsDirectory)}`;
  throw new InputError(`backbone ${manifest.id}: no weights file ${paths.join(" or ")}; ${expected}`);
}

/** The command that fetches a manifest's weights into a folder. One of a user's own is known by its path alone. */
async function fetchCommand({ id }: Manifest, folder?: string): Promise<string> {
  const named = (await listManifests()).includes(id) ? id : "MANIFEST.json";
  const where = folder === undefined || folder === weightsFolder() ? [] : ["--weights", folder];
  return shellCommand(["evaluator", "weights", "fetch", named, ...where]);
}

/** The file's SHA-256, which has to be the manifest's or, where that has none, the locked one. */
export async function checkedSha256(
  manifest: Manifest,
  path: string,
  { lockPath = weightsLockPath(), hash = sha256OfFile }: WeightsPlace,
): Promise<string> {
  const lock = lockPath === null ? {} : await readWeightsLock(lockPath);
  const expected = expectedSha256(manifest, lock, lockPath ?? "");
  const found = await hash(path);
  if (expected === null || found === expected) return found;
  throw otherFile(manifest.id, path, found, expected);
}

/** The SHA-256 of a file beside an ONNX model that holds its tensors, which has to be the locked one, where one is. */
export async function checkedCompanionSha256(
  { id, weights }: Manifest,
  location: string,
  path: string,
  { lockPath = weightsLockPath(), hash = sha256OfFile }: WeightsPlace,
): Promise<string> {
  const entry = lockPath === null ? undefined : (await readWeightsLock(lockPath))[id];
  const expected = entry?.url === weights?.url ? entry?.published[location]?.sha256 : undefined;
  const found = await hash(path);
  if (expected === undefined || found === expected) return found;
  throw otherFile(id, path, found, expected);
}
