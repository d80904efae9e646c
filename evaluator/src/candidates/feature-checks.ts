import { openBackbone } from "../backbones/backbone.ts";
import { batchTolerance } from "../backbones/onnx-file.ts";
import { probePixels } from "../backbones/probe.ts";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { relativeDifference } from "../math/relative-difference.ts";

/**
 * Opens the network with its weights, which checks the file's hash, keys and values, an ONNX file's rules and the probe; then
 * looks at features of two images.
 *
 * @returns what was found out
 * @throws InputError naming what is wrong
 */
export async function checkFeatures(
  manifest: Manifest,
  weightsDirectory: string | undefined,
): Promise<string[]> {
  const found: string[] = [];
  await using backbone = await openBackbone(manifest, {
    ...(weightsDirectory === undefined ? {} : { weightsDirectory }),
    ...{ seed: 0, batchSize: 2, reading: "here" as const, onDevice: (line: string) => found.push(line) },
  });
  const pixels = probePixels(manifest);
  const pair = (await backbone.features(pixels, 2)).slice();
  const broken = pair.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new InputError(`feature ${broken} is ${pair[broken]}, expected finite numbers`);
  const alone = await backbone.features(pixels.subarray(0, pixels.length / 2), 1);
  const difference = relativeDifference(alone, pair.subarray(0, alone.length));
  if (!(difference <= batchTolerance)) {
    throw new InputError(
      `an image's features differ by ${difference} between alone and beside another, expected at most ${batchTolerance}`,
    );
  }
  return found;
}
