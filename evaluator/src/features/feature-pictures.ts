import { basename, extname, join } from "node:path";
import { unitPicture } from "../artefacts/colours.ts";
import { type ComponentColours, fitComponentColours, pixelVectors } from "../artefacts/component-colours.ts";
import { writePng } from "../artefacts/picture-store.ts";
import type { Progress } from "../cell/progress.ts";
import { readSafetensorsHeader, readTensor, type SafetensorsHeader } from "../files/safetensors.ts";
import { featureTensor, namesIn } from "./feature-file.ts";

/** Pictures are enlarged to about this side, pixels. */
const pictureSide = 224;
/** Feature vectors that colours are fitted on, spread evenly over images and places. */
const fittedVectors = 20_000;

export interface FeaturePictures {
  readonly folder: string;
  readonly pictures: number;
  /** Share of the variance in red, green and blue. */
  readonly variance: readonly number[];
}

/**
 * The first three principal components of every image's features as red, green and blue: a PNG an image in a folder beside
 * the file, `<file>.pca/<name of the image>.png`. One fit for all, so that a colour means the same in each.
 */
export async function drawFeaturePictures(
  path: string,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<FeaturePictures> {
  const header = readSafetensorsHeader(path);
  const names = namesIn(path, "images");
  const [, dim, height, width] = header.tensors.get(featureTensor)?.dims ?? [];
  const folder = join(path, "..", `${basename(path, extname(path))}.pca`);
  const colours = fitColours(header, names.length, dim);
  const scale = Math.max(1, Math.round(pictureSide / Math.max(height, width)));
  for (const [row, name] of names.entries()) {
    signal.throwIfAborted();
    const vectors = pixelVectors(readTensor(header, featureTensor, row), dim);
    await writePng(join(folder, `${name}.png`), unitPicture(colours.colour(vectors), [height, width], scale));
    progress.update("pictures", row + 1, names.length);
  }
  return { folder, pictures: names.length, variance: colours.variance };
}

function fitColours(header: SafetensorsHeader, images: number, dim: number): ComponentColours {
  const [, , height, width] = header.tensors.get(featureTensor)?.dims ?? [];
  const stride = Math.max(1, Math.ceil((images * height * width) / fittedVectors));
  const vectors = new Float32Array(Math.ceil((images * height * width) / stride) * dim);
  let fitted = 0;
  let next = 0;
  for (let row = 0; row < images; row++) {
    const end = (row + 1) * height * width;
    if (next >= end) continue;
    const own = pixelVectors(readTensor(header, featureTensor, row), dim);
    for (; next < end; next += stride) {
      const at = dim * (next - row * height * width);
      vectors.set(own.subarray(at, at + dim), dim * fitted++);
    }
  }
  return fitComponentColours(vectors, dim);
}
