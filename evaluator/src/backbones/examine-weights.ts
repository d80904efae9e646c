import { stat } from "node:fs/promises";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { sha256OfFile } from "../weights/weights-file.ts";
import { checkedCompanionSha256, checkedSha256, findWeights, type WeightsPlace } from "./find-weights.ts";
import { readOnnx, readStored } from "./network.ts";

/**
 * Everything that is wrong with a backbone's weights file, each in a line; empty: nothing.
 *
 * @returns besides, its SHA-256; null where there is no file
 */
export async function examineWeights(
  manifest: Manifest,
  options: WeightsPlace,
): Promise<{ readonly sha256: string | null; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const told = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const found = await told(() => findWeights(manifest, options));
  if (found === null) return { sha256: null, problems };
  const { path } = found;
  const sha256 = (await told(() => checkedSha256(manifest, path, options))) ?? (await sha256OfFile(path));
  if (manifest.weights?.bytes != null) await told(() => requireSize(manifest, path));
  if (manifest.family === "onnx") {
    const model = await told(() => readOnnx(manifest, path));
    for (const [location, file] of model?.data ?? []) {
      await told(() => checkedCompanionSha256(manifest, location, file, options));
    }
  } else await told(async () => readStored(manifest, path));
  return { sha256, problems };
}

async function requireSize({ id, weights }: Manifest, path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === weights?.bytes) return;
  throw new InputError(`backbone ${id}: ${path} has ${size} bytes, expected ${weights?.bytes}`);
}
