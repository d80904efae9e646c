import { join } from "node:path";
import { InputError } from "../input-error.ts";
import { maskFromRuns } from "../math/rle.ts";
import type { InstanceAnnotation } from "./coco-file.ts";
import { type CocoOptions, openCocoInstances } from "./coco-instances.ts";
import type { LabelledDataset, LabelMap } from "./dataset.ts";
import type { OpenOptions } from "./open-options.ts";
import { pathKind, readSourceFile } from "./source-file.ts";
import { openVoc } from "./voc.ts";

/** Name of the list of the user's classes in VOC layout. */
export const classListName = "classes.txt";
const noLabel = 255;
const mostClasses = 255;

/** Class names, one a line, in the order of the label indices: the first names index 0. */
export async function readClassList(path: string): Promise<string[]> {
  const text = (await readSourceFile(path, "a list of class names, one a line, index 0 first")).toString(
    "utf8",
  );
  const names = text.split("\n").map((line) => line.trim());
  while (names.at(-1) === "") names.pop();
  if (names.length < 2 || names.length > mostClasses) {
    throw new InputError(`${path}: ${names.length} classes; expected 2 to ${mostClasses}`);
  }
  names.forEach((name, index) => {
    if (name === "")
      throw new InputError(`${path}: line ${index + 1} is empty; expected the name of class ${index}`);
    if (names.indexOf(name) !== index) {
      throw new InputError(
        `${path}: "${name}" names classes ${names.indexOf(name)} and ${index}; expected different names`,
      );
    }
  });
  return names;
}

/** Paints instances into one map, where they overlap the first in the file wins; a crowd's other pixels have no label. */
export function labelsOfInstances(
  annotations: readonly InstanceAnnotation[],
  size: { readonly width: number; readonly height: number },
  classOfCategory: ReadonlyMap<number, number>,
): LabelMap {
  const data = new Uint8Array(size.width * size.height);
  const ordered = [
    ...annotations.filter(({ isCrowd }) => !isCrowd),
    ...annotations.filter(({ isCrowd }) => isCrowd),
  ];
  for (const { mask, categoryId, isCrowd } of ordered) {
    const label = isCrowd ? noLabel : (classOfCategory.get(categoryId) ?? noLabel);
    const pixels = maskFromRuns(mask);
    for (let pixel = 0; pixel < data.length; pixel++) {
      if (pixels[pixel] === 1 && data[pixel] === 0) data[pixel] = label;
    }
  }
  return { ...size, data };
}

async function openCocoAsLabels(root: string, options: CocoOptions): Promise<LabelledDataset> {
  const dataset = await openCocoInstances(root, options);
  const { categories } = dataset;
  if (categories.length >= mostClasses) {
    await dataset.close();
    throw new InputError(
      `${root}: ${categories.length} categories; expected at most ${mostClasses - 1} beside background`,
    );
  }
  const classOfCategory = new Map(categories.map(({ id }, index) => [id, index + 1]));
  return {
    ...dataset,
    classNames: ["background", ...categories.map(({ name }) => name)],
    readAnnotation: async (id) => {
      const size = dataset.imageSize(id);
      return labelsOfInstances(await dataset.readAnnotation(id), size, classOfCategory);
    },
  };
}

/**
 * The user's own images for semantic segmentation. In VOC layout: ImageSets/Segmentation, JPEGImages, SegmentationClass and
 * classes.txt (index 0 first; 255 is no label). In COCO layout: train2017, val2017 and annotations/instances_*2017.json;
 * class 0 is background, the others are the categories in the file's order, the first instance wins where two overlap, and
 * crowds have no label (our decision, PROTOCOL.md). Throws InputError.
 */
export async function openOwnSegmentation(root: string, options: OpenOptions = {}): Promise<LabelledDataset> {
  if ((await pathKind(join(root, "annotations"))) === "folder") return openCocoAsLabels(root, options);
  for (const folder of [root, join(root, "VOC2012"), join(root, "VOCdevkit", "VOC2012")]) {
    if ((await pathKind(join(folder, "ImageSets"))) !== "folder") continue;
    for (const place of [folder, root]) {
      const list = join(place, classListName);
      if ((await pathKind(list)) === "file")
        return openVoc(root, { ...options, classNames: await readClassList(list) });
    }
    throw new InputError(
      `${folder}: no ${classListName}; expected the names of its classes, one a line, index 0 first`,
    );
  }
  const kind = await pathKind(root);
  throw new InputError(
    `${root}: ${kind === "missing" ? "not found" : "neither ImageSets nor annotations in it"}; expected images in VOC or COCO layout`,
  );
}
