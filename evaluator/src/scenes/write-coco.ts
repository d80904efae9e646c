import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { cocoStuffUnusedValues, cocoStuffValues } from "../data/coco-stuff-classes.ts";
import { encodeIndexedPng } from "../data/indexed-png.ts";
import { type RunLengths, runsArea, runsBox, runsFromMask, runsFromPolygon, uniteRuns } from "../math/rle.ts";
import type { Scene } from "./layout.ts";
import { traceOutlines } from "./outline.ts";
import type { RenderedScene } from "./render.ts";

const jpegQuality = 92;
const outlineTolerancePixels = 0.8;

type Split = "train2017" | "val2017";

interface Annotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly iscrowd: 0 | 1;
  readonly area: number;
  readonly bbox: readonly number[];
  readonly segmentation: unknown;
}

/** COCO's 80 categories; its ids are the stuff values plus 1. */
const categories = cocoStuffValues
  .slice(0, 91)
  .map((name, value) => ({ supercategory: "thing", id: value + 1, name }))
  .filter(({ id }) => !cocoStuffUnusedValues.some((value) => value === id - 1));

const fileStem = (number: number): string => String(number + 1).padStart(12, "0");

/** The pixels of one object within the smallest rectangle around them. */
interface Cutout {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where each object of the scene is visible, by object number - 1; empty ones have right < left. */
function findCutouts({ objectNumber, width, height }: RenderedScene, objects: number): Cutout[] {
  const cutouts = Array.from({ length: objects }, () => ({
    left: width,
    top: height,
    right: -1,
    bottom: -1,
  }));
  for (let pixel = 0; pixel < objectNumber.length; pixel++) {
    if (objectNumber[pixel] === 0) continue;
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    const cutout = cutouts[objectNumber[pixel] - 1];
    cutout.left = Math.min(cutout.left, x);
    cutout.right = Math.max(cutout.right, x);
    cutout.top = Math.min(cutout.top, y);
    cutout.bottom = y;
  }
  return cutouts;
}

type Outline = Pick<Annotation, "iscrowd" | "area" | "bbox" | "segmentation">;

function polygonAnnotation(image: RenderedScene, index: number, cutout: Cutout): Outline | null {
  const { objectNumber, width, height } = image;
  const columns = cutout.right - cutout.left + 1;
  const rows = cutout.bottom - cutout.top + 1;
  if (columns < 1) return null;
  const mask = new Uint8Array(columns * rows);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const at = (cutout.top + Math.floor(pixel / columns)) * width + cutout.left + (pixel % columns);
    mask[pixel] = objectNumber[at] === index + 1 ? 1 : 0;
  }
  const polygons = traceOutlines(mask, rows, columns, outlineTolerancePixels).map((polygon) =>
    polygon.map((value, i) => value + (i % 2 === 0 ? cutout.left : cutout.top)),
  );
  if (polygons.length === 0) return null;
  const runs = uniteRuns(polygons.map((polygon) => runsFromPolygon(polygon, height, width)));
  const xs = polygons.flatMap((polygon) => polygon.filter((_, i) => i % 2 === 0));
  const ys = polygons.flatMap((polygon) => polygon.filter((_, i) => i % 2 === 1));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const bbox = [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
  return { iscrowd: 0, area: runsArea(runs), bbox, segmentation: polygons };
}

function crowdAnnotation(runs: RunLengths): Outline | null {
  if (runsArea(runs) === 0) return null;
  const segmentation = { counts: [...runs.counts], size: [runs.height, runs.width] };
  return { iscrowd: 1, area: runsArea(runs), bbox: runsBox(runs), segmentation };
}

/** One polygon annotation an object, one run-length annotation for the crowd. */
function annotate(scene: Scene, image: RenderedScene, number: number, firstId: number): Annotation[] {
  const { height, width } = image;
  const cutouts = findCutouts(image, scene.objects.length);
  const annotations: Annotation[] = [];
  const add = (categoryId: number, outline: Outline | null): void => {
    if (!outline) return;
    annotations.push({
      id: firstId + annotations.length,
      image_id: number + 1,
      category_id: categoryId,
      ...outline,
    });
  };
  scene.objects.forEach(({ kind, crowd }, index) => {
    if (crowd) return;
    add(kind.cocoId, polygonAnnotation(image, index, cutouts[index]));
  });
  const member = scene.objects.find(({ crowd }) => crowd);
  if (member) {
    const mask = image.objectNumber.map((at) => (at > 0 && scene.objects[at - 1].crowd ? 1 : 0));
    add(member.kind.cocoId, crowdAnnotation(runsFromMask(mask, height, width)));
  }
  return annotations;
}

/** COCO-Stuff: the object's category where there is one, else the surface; value = id - 1. */
function stuffMap(scene: Scene, image: RenderedScene): Uint8Array {
  return image.objectNumber.map((number, pixel) =>
    number > 0 ? scene.objects[number - 1].kind.cocoId - 1 : image.surface[pixel],
  );
}

/** Writes train2017, val2017, stuffthingmaps and, on `finish`, annotations below `folder`. */
export async function createCocoWriter(folder: string): Promise<{
  add(number: number, split: Split, scene: Scene, image: RenderedScene): Promise<void>;
  finish(): Promise<void>;
}> {
  const splits: readonly Split[] = ["train2017", "val2017"];
  const records: Record<Split, { images: object[]; annotations: Annotation[] }> = {
    train2017: { images: [], annotations: [] },
    val2017: { images: [], annotations: [] },
  };
  for (const split of splits) {
    await mkdir(join(folder, split), { recursive: true });
    await mkdir(join(folder, "stuffthingmaps", split), { recursive: true });
  }
  await mkdir(join(folder, "annotations"), { recursive: true });
  return {
    add: async (number, split, scene, image) => {
      const { width, height } = image;
      const stem = fileStem(number);
      const { images, annotations } = records[split];
      images.push({ license: 1, file_name: `${stem}.jpg`, height, width, id: number + 1 });
      annotations.push(...annotate(scene, image, number, (number + 1) * 100));
      const jpeg = sharp(image.rgb, { raw: { width, height, channels: 3 } }).jpeg({ quality: jpegQuality });
      await writeFile(join(folder, split, `${stem}.jpg`), await jpeg.toBuffer());
      const map = encodeIndexedPng({ width, height, data: stuffMap(scene, image) });
      await writeFile(join(folder, "stuffthingmaps", split, `${stem}.png`), map);
    },
    finish: async () => {
      const info = { description: "Generated scenes in the layout of COCO 2017", version: "1.0" };
      const licenses = [
        { id: 1, name: "CC0-1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" },
      ];
      for (const split of splits) {
        const file = { info, licenses, ...records[split], categories };
        await writeFile(join(folder, "annotations", `instances_${split}.json`), JSON.stringify(file));
      }
    },
  };
}
