import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import type { LabelledDataset, LabelMap, Splits } from "./dataset.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { holdOutEveryTenth } from "./hold-out.ts";
import { readImageSize, readRgbImage } from "./image.ts";
import { pngHeader, readIndexedPng } from "./indexed-png.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { listSourceFolder, pathKind, readSourceFile, requireFiles } from "./source-file.ts";

/** Class names by index, as the VOC 2012 development kit lists them. */
export const vocClassNames = [
  "background",
  "aeroplane",
  "bicycle",
  "bird",
  "boat",
  "bottle",
  "bus",
  "car",
  "cat",
  "chair",
  "cow",
  "diningtable",
  "dog",
  "horse",
  "motorbike",
  "person",
  "pottedplant",
  "sheep",
  "sofa",
  "train",
  "tvmonitor",
] as const;

const officialCounts = { train: 1464, val: 1449 };
const splitFolder = join("ImageSets", "Segmentation");

/** The folder that holds JPEGImages: `root` itself, or VOCdevkit/VOC2012 below it. */
async function findDevkit(root: string): Promise<string> {
  const kind = await pathKind(root);
  if (kind === "missing")
    throw new InputError(`${root}: not found; expected a folder with VOCdevkit/VOC2012`);
  if (kind === "file") throw new InputError(`${root}: is a file; expected a folder with VOCdevkit/VOC2012`);
  const candidates = ["", "VOC2012", join("VOCdevkit", "VOC2012"), join("voc", "VOCdevkit", "VOC2012")];
  for (const candidate of candidates) {
    const folder = join(root, candidate);
    if ((await pathKind(join(folder, "ImageSets"))) === "folder") return folder;
  }
  throw new InputError(
    `${root}: no ImageSets folder in it or in VOCdevkit/VOC2012 below it; expected the VOC 2012 layout (JPEGImages, SegmentationClass, ImageSets/Segmentation)`,
  );
}

/** Ids of one split file, one a line. */
export async function readVocSplit(devkit: string, split: string): Promise<string[]> {
  const path = join(devkit, splitFolder, `${split}.txt`);
  const lines = (await readSourceFile(path, "a list of image ids, one a line")).toString("utf8").split("\n");
  const ids = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (ids.length === 0) throw new InputError(`${path}: no image ids; expected one a line`);
  const seen = new Set<string>();
  for (const id of ids) {
    if (!/^[\w.-]+$/.test(id))
      throw new InputError(`${path}: "${id}" is not an image id; expected for example 2007_000032`);
    if (seen.has(id)) throw new InputError(`${path}: ${id} is listed twice; expected every id once`);
    seen.add(id);
  }
  return ids;
}

/** Throws InputError if a label is neither a class index nor 255. */
export function requireKnownLabels(map: LabelMap, classes: number, path: string): void {
  for (let pixel = 0; pixel < map.data.length; pixel++) {
    const label = map.data[pixel];
    if (label >= classes && label !== 255) {
      const x = pixel % map.width;
      const y = Math.floor(pixel / map.width);
      throw new InputError(
        `${path}: class index ${label} at x ${x}, y ${y}; expected 0 to ${classes - 1}, or 255 for no label`,
      );
    }
  }
}

/** Throws InputError if a mask (at least its header) has another size than its image. */
export async function requireEqualSizes(imagePath: string, maskPath: string): Promise<void> {
  const image = await readImageSize(imagePath);
  const mask = pngHeader(await readSourceFile(maskPath, "a label map"), maskPath);
  if (image.width !== mask.width || image.height !== mask.height) {
    throw new InputError(
      `${maskPath}: ${mask.width} x ${mask.height} pixels; expected ${image.width} x ${image.height} as ${imagePath}`,
    );
  }
}

export interface VocOptions extends OpenOptions {
  /** The user's own classes, by index; VOC's 21 otherwise. */
  readonly classNames?: readonly string[];
}

/**
 * Pascal VOC 2012 segmentation, or images laid out like it. train.txt gives training and validation (every tenth image,
 * our decision, PROTOCOL.md), val.txt the test set. Labels are palette indices: 0 background, 1 to 20, 255 border.
 * Throws InputError for a wrong path, a file that a list names and the folders lack.
 */
export async function openVoc(root: string, options: VocOptions = {}): Promise<LabelledDataset> {
  const devkit = await findDevkit(root);
  const train = await readVocSplit(devkit, "train");
  const test = await readVocSplit(devkit, "val");
  const trainFile = join(devkit, splitFolder, "train.txt");
  const shared = test.find((id) => train.includes(id));
  if (shared !== undefined) {
    throw new InputError(`${trainFile}: ${shared} is in val.txt too; expected disjoint lists`);
  }
  const splits: Splits = { ...holdOutEveryTenth(train, trainFile), test };
  const imagePath = (id: string): string => join(devkit, "JPEGImages", `${id}.jpg`);
  const maskPath = (id: string): string => join(devkit, "SegmentationClass", `${id}.png`);
  const ids = [...train, ...test];
  const listed = join(devkit, splitFolder);
  for (const [folder, extension] of [
    ["JPEGImages", "jpg"],
    ["SegmentationClass", "png"],
  ]) {
    const path = join(devkit, folder);
    const names = ids.map((id) => `${id}.${extension}`);
    requireFiles(await listSourceFolder(path, `a folder of .${extension} files`), names, path, listed);
  }
  const classNames = options.classNames ?? vocClassNames;
  const complete = train.length === officialCounts.train && test.length === officialCounts.val;
  const official = complete && options.classNames === undefined ? "official" : "custom";
  const masks = ids.map((id) => join("SegmentationClass", `${id}.png`));
  return {
    id: "voc2012",
    distribution: (await isInScenes(devkit)) ? "scenes" : official,
    root: devkit,
    fingerprint: await datasetFingerprint(splits, devkit, masks, options.cacheDirectory),
    splits,
    classNames,
    readImage: (id) => readRgbImage(imagePath(id)),
    imagePath,
    readAnnotation: async (id) => {
      const map = await readIndexedPng(maskPath(id));
      requireKnownLabels(map, classNames.length, maskPath(id));
      return map;
    },
    verify: async (some) => {
      for (const id of some) await requireEqualSizes(imagePath(id), maskPath(id));
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
