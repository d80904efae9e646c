import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { vocPalette } from "../contract/index.ts";
import { encodeIndexedPng } from "../data/indexed-png.ts";
import type { Scene } from "./layout.ts";
import type { RenderedScene } from "./render.ts";

/** VOC images are half as large as the rendered ones. */
const reduction = 2;
const jpegQuality = 92;
const palette = vocPalette();

/** Mean of each 2 x 2 block, `[H, W, 3]` -> `[H/2, W/2, 3]`. */
function halve({ rgb, width, height }: RenderedScene): Uint8Array {
  const outWidth = width / reduction;
  const out = new Uint8Array(outWidth * (height / reduction) * 3);
  for (let i = 0; i < out.length; i++) {
    const pixel = Math.floor(i / 3);
    const at = (Math.floor(pixel / outWidth) * width + (pixel % outWidth)) * reduction * 3 + (i % 3);
    out[i] = (rgb[at] + rgb[at + 3] + rgb[at + width * 3] + rgb[at + width * 3 + 3] + 2) >> 2;
  }
  return out;
}

/** Class and object numbers with VOC's border: 255 on both sides of every outline of an object. */
function labelMaps(
  scene: Scene,
  image: RenderedScene,
): { classes: Uint8Array; objects: Uint8Array; width: number; height: number } {
  const width = image.width / reduction;
  const height = image.height / reduction;
  // Objects of classes that VOC lacks are background.
  const numbers = new Uint8Array(width * height).map((_, pixel) => {
    const at = Math.floor(pixel / width) * reduction * image.width + (pixel % width) * reduction;
    const number = image.objectNumber[at];
    return number > 0 && scene.objects[number - 1].kind.vocLabel > 0 ? number : 0;
  });
  const order = [...new Set(numbers)].filter((number) => number > 0).sort((a, b) => a - b);
  const classes = new Uint8Array(width * height);
  const objects = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const number = numbers[y * width + x];
      let border = false;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
          border ||= numbers[(y + dy) * width + x + dx] !== number;
        }
      }
      classes[y * width + x] = border ? 255 : number === 0 ? 0 : scene.objects[number - 1].kind.vocLabel;
      objects[y * width + x] = border ? 255 : order.indexOf(number) + 1;
    }
  }
  return { classes, objects, width, height };
}

const vocId = (number: number): string => `2012_${String(number + 1).padStart(6, "0")}`;

/** Writes VOCdevkit/VOC2012 below `folder`, image by image; `finish` writes the split files. */
export async function createVocWriter(folder: string): Promise<{
  add(number: number, scene: Scene, image: RenderedScene): Promise<void>;
  finish(train: readonly number[], test: readonly number[]): Promise<void>;
}> {
  const devkit = join(folder, "VOCdevkit", "VOC2012");
  const splits = join(devkit, "ImageSets", "Segmentation");
  for (const name of ["JPEGImages", "SegmentationClass", "SegmentationObject"]) {
    await mkdir(join(devkit, name), { recursive: true });
  }
  await mkdir(splits, { recursive: true });
  return {
    add: async (number, scene, image) => {
      const { classes, objects, width, height } = labelMaps(scene, image);
      const jpeg = sharp(halve(image), { raw: { width, height, channels: 3 } }).jpeg({
        quality: jpegQuality,
      });
      const id = vocId(number);
      await writeFile(join(devkit, "JPEGImages", `${id}.jpg`), await jpeg.toBuffer());
      for (const [name, data] of [
        ["SegmentationClass", classes],
        ["SegmentationObject", objects],
      ] as const) {
        await writeFile(
          join(devkit, name, `${id}.png`),
          encodeIndexedPng({ width, height, data }, { palette }),
        );
      }
    },
    finish: async (train, test) => {
      const lists = { train, val: test, trainval: [...train, ...test] };
      for (const [name, numbers] of Object.entries(lists)) {
        await writeFile(join(splits, `${name}.txt`), numbers.map((number) => `${vocId(number)}\n`).join(""));
      }
    },
  };
}
