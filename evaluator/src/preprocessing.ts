import { createHash } from "node:crypto";
import { canonicalJson, type Manifest, type TaskId, type Variant } from "./contract/index.ts";
import { resizeChannels } from "./data/resize.ts";
import { protocol, type Size } from "./protocol.ts";

/** Everything between an image file and a backbone's input, as data. */
export interface Preprocessing {
  readonly task: TaskId;
  readonly shownSize: Size;
  readonly inputSize: number;
  readonly inputResize: Variant["inputResize"];
  readonly mean: Manifest["mean"];
  readonly std: Manifest["std"];
}

export function preprocessingOf(task: TaskId, manifest: Manifest, variant: Variant): Preprocessing {
  const { inputSize, mean, std } = manifest;
  return {
    task,
    shownSize: protocol[task].imageSize,
    inputSize,
    inputResize: variant.inputResize,
    mean,
    std,
  };
}

/** Names the preprocessing in results and in the feature cache. */
export function preprocessingSha256(preprocessing: Preprocessing): string {
  return createHash("sha256").update(canonicalJson(preprocessing)).digest("hex");
}

/**
 * Takes a shown image to a backbone's input: resized to its square input, bicubic with antialias as the authors' feature
 * cache does it (or nearest, the control), then normalised. `shown` `[3, rows, columns]`, 0 to 1 -> `[3, I, I]`
 */
export function pixelValues(shown: Float32Array, preprocessing: Preprocessing): Float32Array {
  const { shownSize, inputSize, inputResize, mean, std } = preprocessing;
  const kernel = inputResize === "bicubic" ? "bicubic-antialias" : "nearest";
  const resized = resizeChannels(shown, 3, shownSize[0], shownSize[1], inputSize, inputSize, kernel);
  const plane = inputSize * inputSize;
  return resized.map((value, index) => {
    const channel = Math.floor(index / plane);
    return (value - mean[channel]) / std[channel];
  });
}
