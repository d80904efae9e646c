import sharp from "sharp";
import type { RgbImage } from "../data/dataset.ts";
import type { CornerBox } from "../math/box.ts";
import type { ImageSides } from "./placement.ts";

/** Longer side of overlays, pixels: enough to look at; maps keep the image's own size. */
const overlaySide = 1024;

/** The image as it lies under an overlay. */
export async function underlay(image: RgbImage): Promise<RgbImage> {
  const factor = Math.min(1, overlaySide / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(factor * image.width));
  const height = Math.max(1, Math.round(factor * image.height));
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const { data } = await sharp(image.data, { raw })
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, data: Uint8Array.from(data) };
}

/** Lays a colour over a pixel. `share`: 0 leaves the pixel, 1 covers it. */
export function blend(
  { data }: RgbImage,
  pixel: number,
  colour: ArrayLike<number>,
  share: number,
  from = 0,
): void {
  for (let channel = 0; channel < 3; channel++) {
    const at = 3 * pixel + channel;
    data[at] = Math.round(data[at] + share * (colour[from + channel] - data[at]));
  }
}

/** A frame inside of a box, as wide as can be seen at the picture's size. */
export function drawFrame(
  picture: RgbImage,
  [left, top, right, bottom]: CornerBox,
  colour: ArrayLike<number>,
): void {
  const thickness = Math.max(2, Math.round(Math.max(picture.width, picture.height) / 300));
  const inside = ({ width, height }: ImageSides, x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height;
  for (let y = Math.floor(top); y < bottom; y++) {
    for (let x = Math.floor(left); x < right; x++) {
      const edge = Math.min(x - left, right - 1 - x, y - top, bottom - 1 - y);
      if (edge < thickness && inside(picture, x, y)) blend(picture, y * picture.width + x, colour, 1);
    }
  }
}

/** Photographs are a fifth as large as JPEG. */
export function encodeOverlay({ width, height, data }: RgbImage): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
