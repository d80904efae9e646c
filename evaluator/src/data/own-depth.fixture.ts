import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";

/** A grey PNG of 16 bits. */
export function depthPng(units: Uint16Array, width: number, height: number): Promise<Buffer> {
  return sharp(units, { raw: { width, height, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
}

/** Sides of the images that `writeOwnDepth` makes. */
export const ownDepthSize = { width: 32, height: 24 } as const;

/** Images whose brightness falls with the depth, which grows from `nearest` by one unit a pixel. */
export async function writeOwnDepth(
  root: string,
  ids: readonly string[],
  scale: { readonly metresPerUnit: number; readonly maxDepthMetres: number },
  nearest = 1000,
): Promise<void> {
  const { width, height } = ownDepthSize;
  for (const [place, id] of ids.entries()) {
    const units = Uint16Array.from({ length: width * height }, (_, pixel) => nearest + 10 * place + pixel);
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, at) => 255 - (Math.floor(at / 3) % 200));
    const image = join(root, "images", `${id}.png`);
    const map = join(root, "depth", `${id}.png`);
    for (const path of [image, map]) await mkdir(dirname(path), { recursive: true });
    await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(image);
    await writeFile(map, await depthPng(units, width, height));
  }
  await writeFile(join(root, "depth.json"), JSON.stringify(scale));
}
