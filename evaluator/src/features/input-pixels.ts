import { type Preprocessing, preprocessingOf } from "../cell/preprocessing.ts";
import type { Manifest } from "../contract/index.ts";
import { readRgbImage } from "../data/image.ts";
import { prepareImage } from "../data/prepare.ts";

/** From a decoded image to the backbone's input: squashed by the protocol's kernel, normalised. */
export const inputSteps = (manifest: Manifest): Preprocessing =>
  preprocessingOf({ preparation: [] }, manifest, { inputResize: "bicubic" });

/**
 * One image file as `Backbone.features` takes it: [3, I, I], squashed and normalised as the manifest says.
 *
 * @throws InputError where the file does not decode as an image
 */
export async function inputPixels(path: string, manifest: Manifest): Promise<Float32Array> {
  return prepareImage(await readRgbImage(path), inputSteps(manifest)).data;
}
