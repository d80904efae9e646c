import type { RgbImage } from "./dataset.ts";
import { channelsFromRgb } from "./image.ts";
import { type ResizeKernel, resizeChannels } from "./resize.ts";

/** One step between a decoded image and a network's input; plain data, so that it can be hashed and sent to a worker. */
export type PreparationStep =
  | {
      readonly kind: "resize";
      readonly height: number;
      readonly width: number;
      readonly kernel: ResizeKernel;
    }
  /** The shorter side to `size` pixels, the other in proportion. */
  | { readonly kind: "shorter-side"; readonly size: number; readonly kernel: ResizeKernel }
  | { readonly kind: "centre-crop"; readonly height: number; readonly width: number }
  | { readonly kind: "normalise"; readonly mean: readonly number[]; readonly std: readonly number[] };

export interface Channels {
  readonly height: number;
  readonly width: number;
  /** `[3, height, width]`. */
  readonly data: Float32Array;
}

/** Size after the shorter side became `size`; the longer one is cut to whole pixels (torchvision's resize). */
export function shorterSideSize(
  height: number,
  width: number,
  size: number,
): { height: number; width: number } {
  return height <= width
    ? { height: size, width: Math.trunc((size * width) / height) }
    : { height: Math.trunc((size * height) / width), width: size };
}

/** First row or column of a centred window; halves go to the even neighbour, as Python rounds (torchvision's crop). */
export function centreOffset(length: number, window: number): number {
  const half = (length - window) / 2;
  const low = Math.floor(half);
  return half - low === 0.5 ? low + (low % 2) : Math.round(half);
}

/** `[planes, height, width]` -> `[planes, window height, window width]`, centred. Throws RangeError if it doesn't fit. */
export function centreCrop<Values extends Uint8Array | Uint16Array | Int32Array | Float32Array>(
  data: Values,
  planes: number,
  size: { readonly height: number; readonly width: number },
  window: { readonly height: number; readonly width: number },
): Values {
  if (window.height > size.height || window.width > size.width) {
    throw new RangeError(
      `crop of ${window.height} x ${window.width} from ${size.height} x ${size.width}; expected a smaller window`,
    );
  }
  const top = centreOffset(size.height, window.height);
  const left = centreOffset(size.width, window.width);
  const out = new (data.constructor as new (length: number) => Values)(planes * window.height * window.width);
  for (let row = 0; row < planes * window.height; row++) {
    const plane = Math.floor(row / window.height);
    const from = (plane * size.height + top + (row % window.height)) * size.width + left;
    out.set(data.subarray(from, from + window.width) as Values & ArrayLike<number>, row * window.width);
  }
  return out;
}

function normalise(data: Float32Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const plane = data.length / 3;
  const out = new Float32Array(data.length);
  for (let c = 0; c < 3; c++) {
    for (let i = c * plane; i < (c + 1) * plane; i++) out[i] = (data[i] - mean[c]) / std[c];
  }
  return out;
}

function apply({ height, width, data }: Channels, step: PreparationStep): Channels {
  switch (step.kind) {
    case "resize":
    case "shorter-side": {
      const size = step.kind === "resize" ? step : shorterSideSize(height, width, step.size);
      const resized = resizeChannels(data, 3, height, width, size.height, size.width, step.kernel);
      return { height: size.height, width: size.width, data: resized };
    }
    case "centre-crop":
      return { height: step.height, width: step.width, data: centreCrop(data, 3, { height, width }, step) };
    case "normalise":
      return { height, width, data: normalise(data, step.mean, step.std) };
  }
}

/** Decoded image -> `[3, height, width]`, starting from 0 to 1, through the steps in order. */
export function prepareImage(image: RgbImage, steps: readonly PreparationStep[]): Channels {
  const { height, width } = image;
  return steps.reduce<Channels>(apply, { height, width, data: channelsFromRgb(image) });
}
