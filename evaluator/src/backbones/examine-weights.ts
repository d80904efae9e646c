import { stat } from "node:fs/promises";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { sha256OfFile } from "../weights/weights-file.ts";
import { checkedCompanionSha256, checkedSha256, findWeights, type WeightsPlace } from "./find-weights.ts";
import { readOnnx, readStored } from "./network.ts";

/** What InputErrors tell of each step; null in place of what one would have given. */
class Problems {
  readonly list: string[] = [];

  async told<Result>(work: () => Result | Promise<Result>): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.list.push(error.message);
      return null;
    }
  }
}

/**
 * Everything that is wrong with a backbone's weights file, each in a line; empty: nothing.
 *
 * @returns besides, its SHA-256; null where there is no file
 */
export async function examineWeights(
  manifest: Manifest,
  options: WeightsPlace,
): Promise<{ readonly sha256: string | null; readonly problems: readonly string[] }> {
  const problems = new Problems();
  const found = await problems.told(() => findWeights(manifest, options));
  if (found === null) return { sha256: null, problems: problems.list };
  const { path } = found;
  const checked = await problems.told(() => checkedSha256(manifest, path, options));
  const sha256 = checked ?? (await sha256OfFile(path));
  return { sha256, problems: [...problems.list, ...(await examineContents(manifest, path, options))] };
}

/** The same of a file whose hash is known to be right: size, header, and all that the network needs. */
export async function examineContents(
  manifest: Manifest,
  path: string,
  options: Pick<WeightsPlace, "lockPath">,
): Promise<readonly string[]> {
  const problems = new Problems();
  if (manifest.weights?.bytes != null) await problems.told(() => requireSize(manifest, path));
  if (manifest.family === "onnx") {
    const model = await problems.told(() => readOnnx(manifest, path));
    for (const [location, file] of model?.data ?? []) {
      await problems.told(() => checkedCompanionSha256(manifest, location, file, options));
    }
  } else await problems.told(() => readStored(manifest, path));
  return problems.list;
}

async function requireSize({ id, weights }: Manifest, path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === weights?.bytes) return;
  throw new InputError(`backbone ${id}: ${path} has ${size} bytes, expected ${weights?.bytes}`);
}
