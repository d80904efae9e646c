import { perceptualRamp } from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";

/** Rows and columns, pixels. */
export type PictureSize = readonly [height: number, width: number];

/** Values `[H, W]` from `low` (dark) to `high` (bright); outside they take the end's colour, NaN is black. */
export function rampPicture(
  values: ArrayLike<number>,
  [height, width]: PictureSize,
  { low, high }: { readonly low: number; readonly high: number },
): RgbImage {
  const ramp = perceptualRamp();
  const data = new Uint8Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const share = (values[pixel] - low) / (high - low);
    if (Number.isNaN(share)) continue;
    const step = Math.round(Math.min(1, Math.max(0, share)) * (ramp.length / 3 - 1));
    data.set(ramp.subarray(3 * step, 3 * step + 3), 3 * pixel);
  }
  return { width, height, data };
}

/** Indices `[H, W]` by a palette `[256, 3]`, which larger ones go through again from colour 1 on. */
export function palettePicture(
  indices: ArrayLike<number>,
  [height, width]: PictureSize,
  palette: Uint8Array,
): RgbImage {
  const data = new Uint8Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const index = indices[pixel];
    const colour = index < 256 ? index : 1 + ((index - 1) % 255);
    data.set(palette.subarray(3 * colour, 3 * colour + 3), 3 * pixel);
  }
  return { width, height, data };
}

/** Red, green and blue in 0 to 1, `[H, W, 3]`; each pixel `scale` pixels wide and high. */
export function unitPicture(unit: ArrayLike<number>, [height, width]: PictureSize, scale = 1): RgbImage {
  const size = { height: height * scale, width: width * scale };
  const data = new Uint8Array(3 * size.height * size.width);
  for (let y = 0, at = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const from = 3 * (Math.floor(y / scale) * width + Math.floor(x / scale));
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = Math.round(255 * Math.min(1, Math.max(0, unit[from + channel])));
      }
    }
  }
  return { ...size, data };
}
