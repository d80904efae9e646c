import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import {
  type RunLengths,
  runsArea,
  runsBox,
  runsFromMask,
  runsFromPolygon,
  uniteRuns,
} from "../../math/rle.ts";
import { cocoStuffUnusedValues, cocoStuffValues } from "../coco-stuff-classes.ts";
import { encodeIndexedPng } from "../indexed-png.ts";
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

function maskOf({ objectNumber }: RenderedScene, included: (number: number) => boolean): Uint8Array {
  return objectNumber.map((number) => (number > 0 && included(number - 1) ? 1 : 0));
}

type Outline = Pick<Annotation, "iscrowd" | "area" | "bbox" | "segmentation">;

function polygonAnnotation(mask: Uint8Array, height: number, width: number): Outline | null {
  const polygons = traceOutlines(mask, height, width, outlineTolerancePixels);
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
    const mask = maskOf(image, (at) => at === index);
    add(kind.cocoId, polygonAnnotation(mask, height, width));
  });
  const member = scene.objects.find(({ crowd }) => crowd);
  if (member) {
    const mask = maskOf(image, (at) => scene.objects[at].crowd);
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
