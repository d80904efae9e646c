import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { Picture } from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";

function encoded({ width, height, data }: RgbImage): Promise<Buffer> {
  const raw = { width, height, channels: 3 } as const;
  return sharp(data, { raw }).png({ compressionLevel: 9 }).toBuffer();
}

/** Writes a picture as a PNG file. */
export async function writePng(path: string, picture: RgbImage): Promise<void> {
  await writeFileAtomically(path, await encoded(picture));
}

/** Writes a picture as PNG under the SHA-256 of its bytes; equal pictures are one file. */
export async function storePicture(folder: string, picture: RgbImage): Promise<Picture> {
  const { width, height } = picture;
  const png = await encoded(picture);
  const file = `${createHash("sha256").update(png).digest("hex")}.png`;
  const path = join(folder, file);
  if (!existsSync(path)) await writeFileAtomically(path, png);
  return { file, width, height };
}
