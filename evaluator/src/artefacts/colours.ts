import type { RgbImage } from "../data/dataset.ts";

/** Rows and columns, pixels. */
export type PictureSize = readonly [height: number, width: number];

const steps = 256;
const lightness = { from: 0.22, to: 0.94 } as const;
/** Degrees: violet, over blue and green, to yellow. */
const hue = { from: 300, to: 105 } as const;
const wantedChroma = 0.14;

/**
 * 256 colours `[256, 3]`, dark violet to bright yellow, in even steps of OKLab's lightness (B. Ottosson, "A perceptual
 * color space for image processing", 2020), so that equal differences look equally large, also in grey.
 */
export function perceptualRamp(): Uint8Array {
  const ramp = new Uint8Array(3 * steps);
  for (let step = 0; step < steps; step++) {
    const share = step / (steps - 1);
    const light = lightness.from + share * (lightness.to - lightness.from);
    const angle = ((hue.from + share * (hue.to - hue.from)) * Math.PI) / 180;
    ramp.set(
      strongestColour(light, angle).map((channel) => Math.round(255 * encodeSrgb(channel))),
      3 * step,
    );
  }
  return ramp;
}

/** Linear red, green, blue of the wanted chroma, or the strongest that sRGB can show. */
function strongestColour(light: number, angle: number): number[] {
  let [low, high] = [0, wantedChroma];
  const colour = (chroma: number) => linearSrgb(light, chroma * Math.cos(angle), chroma * Math.sin(angle));
  const isShown = (channels: number[]) => channels.every((channel) => channel >= 0 && channel <= 1);
  if (isShown(colour(high))) return colour(high);
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2;
    if (isShown(colour(middle))) low = middle;
    else high = middle;
  }
  return colour(low);
}

/** OKLab to linear sRGB. */
function linearSrgb(light: number, a: number, b: number): number[] {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encodeSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

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
    const step = Math.round(Math.min(1, Math.max(0, share)) * (steps - 1));
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
