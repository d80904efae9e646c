import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { Picture } from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";

/** Writes a picture as PNG under the SHA-256 of its bytes; equal pictures are one file. */
export async function storePicture(folder: string, { width, height, data }: RgbImage): Promise<Picture> {
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  const file = `${createHash("sha256").update(png).digest("hex")}.png`;
  const path = join(folder, file);
  if (!existsSync(path)) await writeFileAtomically(path, png);
  return { file, width, height };
}
