import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson, classLimits, composed, labelProblem, ownDatasetId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { mostTextBytes } from "../files/limited-read.ts";
import { decodeText } from "../files/text-file.ts";
import { paintRuns } from "../math/rle.ts";
import type { CocoCategory, InstanceAnnotation } from "./coco-file.ts";
import { type CocoInstances, openCocoInstances } from "./coco-instances.ts";
import type { LabelledDataset, LabelMap } from "./dataset.ts";
import { requireLearnableLabels, warnOfAbsentClasses } from "./judge-labels.ts";
import { countLabels, noLabels } from "./label-counts.ts";
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
  const known = names.map(composed);
  for (const [index, name] of names.entries()) {
    const problem = labelProblem(name);
    if (problem !== null) throw new InputError(`${source}: the name of class ${index} ${problem}`);
    const first = known.indexOf(composed(name));
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
  const bytes = await readSourceFile(path, "a list of class names, one a line, index 0 first", mostTextBytes);
  const names = decodeText(bytes, path)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
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

/**
 * The categories that are classes. One that no annotation of either file names, and that others name as their group, is a
 * heading: exporters write the project itself so, often under the name of one of its classes.
 */
function classesAmong({ train, test }: CocoInstances["categories"]): readonly CocoCategory[] {
  const used = new Set([...train.categories, ...test.categories].filter(isUsed).map(({ id }) => id));
  const isHeading = ({ id, name, supercategory }: CocoCategory): boolean =>
    !used.has(id) &&
    supercategory !== name &&
    train.categories.some((other) => other.id !== id && other.supercategory === name);
  return train.categories.filter((category) => !isHeading(category));
}

const isUsed = ({ annotations }: CocoCategory): boolean => annotations > 0;

/** Category ids to class indices. Throws InputError where an id has two meanings in the two files. */
function classesOfCategories({ train, test }: CocoInstances["categories"]): Map<number, number> {
  const classOf = new Map(classesAmong({ train, test }).map(({ id }, index) => [id, index + 1]));
  for (const { id, name } of test.categories) {
    const known = train.categories.find((category) => category.id === id);
    if (known?.name === name) continue;
    const expected = known ? `"${known.name}"` : `one of ${train.categories.length} ids`;
    throw new InputError(
      `${test.path}: category ${id} is "${name}"; expected ${expected}, as ${train.path} says`,
    );
  }
  return classOf;
}

async function openCocoLayout(root: string, options: OpenOptions): Promise<LabelledDataset> {
  const dataset = await openCocoInstances(root, options);
  try {
    const classNames = ["background", ...classesAmong(dataset.categories).map(({ name }) => name)];
    requireClassNames(classNames, dataset.categories.train.path);
    const classOf = classesOfCategories(dataset.categories);
    const readAnnotation = async (id: string) =>
      labelsOfInstances(await dataset.readAnnotation(id), dataset.imageSize(id), classOf);
    const verify = async (ids: readonly string[]) => {
      await dataset.verify(ids);
      const counts = noLabels();
      for (const id of ids) countLabels((await readAnnotation(id)).data, counts);
      return counts;
    };
    return { ...dataset, classNames, readAnnotation, verify };
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
function asOwn(dataset: LabelledDataset, { onWarning }: OpenOptions): LabelledDataset {
  const { classNames, fingerprint } = dataset;
  const named = createHash("sha256").update(`${fingerprint}\nclasses\n${canonicalJson(classNames)}\n`);
  return {
    ...dataset,
    id: ownDatasetId,
    distribution: "custom",
    ownClasses: classNames,
    fingerprint: named.digest("hex"),
    judge: (counts) => {
      if (dataset.judge) dataset.judge(counts);
      else requireLearnableLabels(dataset, counts);
      if (onWarning) warnOfAbsentClasses(dataset, counts, onWarning);
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
  if (voc) return asOwn(voc, options);
  if ((await pathKind(join(root, "annotations"))) === "folder")
    return asOwn(await openCocoLayout(root, options), options);
  const found =
    (await pathKind(root)) === "missing" ? "not found" : "neither ImageSets nor annotations in it";
  throw new InputError(`${root}: ${found}; expected images in VOC or COCO layout`);
}
