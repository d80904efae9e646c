import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson, classLimits, ownDatasetId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { paintRuns } from "../math/rle.ts";
import type { InstanceAnnotation } from "./coco-file.ts";
import { type CocoInstances, openCocoInstances } from "./coco-instances.ts";
import type { LabelledDataset, LabelMap } from "./dataset.ts";
import type { OpenOptions } from "./open-options.ts";
import { pathKind, readSourceFile } from "./source-file.ts";
import { openVoc } from "./voc.ts";

/** Name of the list of the user's classes in VOC layout. */
export const classListName = "classes.txt";
const noLabel = 255;

/** Throws InputError on names that cannot be told apart, or that are too few, too many or too long. */
function requireClassNames(names: readonly string[], source: string): void {
  const { least, most, nameCharacters } = classLimits;
  if (names.length < least || names.length > most) {
    throw new InputError(`${source}: ${names.length} classes; expected ${least} to ${most}`);
  }
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first !== index) {
      throw new InputError(
        `${source}: "${name}" names classes ${first} and ${index}; expected different names`,
      );
    }
    if (name.length > nameCharacters) {
      throw new InputError(
        `${source}: the name of class ${index} has ${name.length} characters; expected at most ${nameCharacters}`,
      );
    }
  }
}

/** Class names, one a line, in the order of the label indices: the first names index 0. */
export async function readClassList(path: string): Promise<string[]> {
  const text = (await readSourceFile(path, "a list of class names, one a line, index 0 first")).toString(
    "utf8",
  );
  const names = text.split("\n").map((line) => line.trim());
  while (names.at(-1) === "") names.pop();
  const empty = names.indexOf("");
  if (empty >= 0)
    throw new InputError(`${path}: line ${empty + 1} is empty; expected the name of class ${empty}`);
  requireClassNames(names, path);
  return names;
}

/** Paints instances into one map; where they overlap the first in the file wins, a crowd's other pixels have no label. */
export function labelsOfInstances(
  annotations: readonly InstanceAnnotation[],
  size: { readonly width: number; readonly height: number },
  classOfCategory: ReadonlyMap<number, number>,
): LabelMap {
  const data = new Uint8Array(size.width * size.height);
  for (const { mask, categoryId, isCrowd } of annotations) {
    if (!isCrowd) paintRuns(data, mask, classOfCategory.get(categoryId) ?? noLabel);
  }
  for (const { mask, isCrowd } of annotations) if (isCrowd) paintRuns(data, mask, noLabel);
  return { ...size, data };
}

/** Category ids to class indices. Throws InputError where an id or a name has two meanings in or between the files. */
function classesOfCategories({ train, test }: CocoInstances["categories"]): Map<number, number> {
  const classOf = new Map<number, number>();
  for (const { id } of train.categories) {
    if (classOf.has(id))
      throw new InputError(`${train.path}: category ${id} is listed twice; expected every id once`);
    classOf.set(id, classOf.size + 1);
  }
  for (const { id, name } of test.categories) {
    const known = train.categories.find((category) => category.id === id);
    if (known?.name === name) continue;
    const expected = known ? `"${known.name}"` : `one of ${classOf.size} ids`;
    throw new InputError(
      `${test.path}: category ${id} is "${name}"; expected ${expected}, as ${train.path} says`,
    );
  }
  return classOf;
}

async function openCocoLayout(root: string, options: OpenOptions): Promise<LabelledDataset> {
  const dataset = await openCocoInstances(root, options);
  try {
    const { train } = dataset.categories;
    const classNames = ["background", ...train.categories.map(({ name }) => name)];
    requireClassNames(classNames, train.path);
    const classOf = classesOfCategories(dataset.categories);
    const readAnnotation = async (id: string) =>
      labelsOfInstances(await dataset.readAnnotation(id), dataset.imageSize(id), classOf);
    return { ...dataset, classNames, readAnnotation };
  } catch (error) {
    await dataset[Symbol.asyncDispose]();
    throw error;
  }
}

/** null: the folder is not laid out like VOC. */
async function openVocLayout(root: string, options: OpenOptions): Promise<LabelledDataset | null> {
  for (const folder of [root, join(root, "VOC2012"), join(root, "VOCdevkit", "VOC2012")]) {
    if ((await pathKind(join(folder, "ImageSets"))) !== "folder") continue;
    for (const place of [folder, root]) {
      const list = join(place, classListName);
      if ((await pathKind(list)) === "file")
        return openVoc(folder, { ...options, classNames: await readClassList(list) });
    }
    throw new InputError(
      `${folder}: no ${classListName}; expected the names of its classes, one a line, index 0 first`,
    );
  }
  return null;
}

/** The same folder as own data: never ranked with a publication's, and another data set with another class list. */
function asOwn(dataset: LabelledDataset): LabelledDataset {
  const { classNames, fingerprint } = dataset;
  const named = createHash("sha256").update(`${fingerprint}\nclasses\n${canonicalJson(classNames)}\n`);
  return {
    ...dataset,
    id: ownDatasetId,
    distribution: "custom",
    ownClasses: classNames,
    fingerprint: named.digest("hex"),
    // Every label too: a user's masks have been through no publication, and training would meet them hours later.
    verify: async (ids) => {
      await dataset.verify(ids);
      for (const id of ids) await dataset.readAnnotation(id);
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
  const voc = await openVocLayout(root, options);
  if (voc) return asOwn(voc);
  if ((await pathKind(join(root, "annotations"))) === "folder")
    return asOwn(await openCocoLayout(root, options));
  const found =
    (await pathKind(root)) === "missing" ? "not found" : "neither ImageSets nor annotations in it";
  throw new InputError(`${root}: ${found}; expected images in VOC or COCO layout`);
}
