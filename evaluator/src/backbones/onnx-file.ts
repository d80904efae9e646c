import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { type ModelFile, readModelFile } from "../onnx/index.ts";
import { engineReason } from "../onnx/session.ts";
import { brokenRules, expectedOutput, type OnnxOptions } from "./onnx-rules.ts";
import { normals } from "./random-source.ts";

/** Relative difference of an image's features between a batch of one and a batch of two. */
export const batchTolerance = 1e-4;

/**
 * Reads an ONNX file and checks what can be seen without running it.
 *
 * @throws InputError naming every rule that the file breaks
 */
export async function readOnnxFile(manifest: Manifest, path: string, o: OnnxOptions): Promise<ModelFile> {
  const { bytes, header } = await readModelFile(path);
  const [first, ...others] = brokenRules(header, manifest, o);
  if (first === undefined) return { bytes, header };
  if (others.length === 0) throw new InputError(`${path}: ${first}`);
  const listed = [first, ...others].map((rule) => `\n  ${rule}`).join("");
  throw new InputError(`${path}: breaks ${1 + others.length} rules of ONNX files:${listed}`);
}

/** A forward pass of the file: [B, 3, I, I] -> values and shape of `features`. */
export type RunModel = (
  pixels: Float32Array,
  batch: number,
) => Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>;

/**
 * Runs two seeded images together and one alone.
 *
 * @throws InputError where features have another shape, are not finite, or depend on the batch
 */
export async function checkOnnxRun(
  manifest: Manifest,
  path: string,
  o: OnnxOptions,
  run: RunModel,
): Promise<void> {
  const image = 3 * manifest.inputSize ** 2;
  const pixels = normals("dense-probing/onnx-check/1", 2 * image, 1);
  const alone = await run(pixels.subarray(image), 1).catch((error: unknown) => {
    throw new InputError(
      `${path}: ONNX Runtime cannot run it (${engineReason(error)}), expected features of one image`,
    );
  });
  const pair = await run(pixels, 2).catch((error: unknown) => {
    throw new InputError(
      `${path}: runs with one image and not with two, so a batch size is baked into the graph (${engineReason(error)}), expected a free batch axis`,
    );
  });
  const expected = [2, ...expectedOutput(manifest, o)];
  if (pair.dims.join() !== expected.join()) {
    const baked = pair.dims[0] === 1 ? "; a batch size of 1 is baked into the graph" : "";
    throw new InputError(
      `${path}: features of two images have shape [${pair.dims}], expected [${expected}]${baked}`,
    );
  }
  const broken = pair.data.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw new InputError(`${path}: feature ${broken} is ${pair.data[broken]}, expected finite numbers`);
  }
  const together = pair.data.subarray(pair.data.length / 2);
  const difference = relativeDifference(alone.data, together);
  if (!(difference <= batchTolerance)) {
    const found = `differ by ${difference} between a batch of one and of two`;
    throw new InputError(`${path}: an image's features ${found}, expected at most ${batchTolerance}`);
  }
}

/** Features in the file's layout -> [B, D, F, F]. */
export function toGrid(
  manifest: Manifest,
  o: OnnxOptions,
  features: Float32Array,
  batch: number,
): Float32Array {
  if (o.output_layout === "nchw") return features;
  const { featureDim: dim } = manifest;
  const places = manifest.featureGrid[0] * manifest.featureGrid[1];
  const tokens = o.prefix_tokens + places;
  const grid = new Float32Array(batch * dim * places);
  for (let image = 0; image < batch; image++) {
    for (let place = 0; place < places; place++) {
      const from = (image * tokens + o.prefix_tokens + place) * dim;
      for (let channel = 0; channel < dim; channel++) {
        grid[(image * dim + channel) * places + place] = features[from + channel]!;
      }
    }
  }
  return grid;
}
