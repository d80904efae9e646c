import { join } from "node:path";
import { leavesFolder, nameProblem } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { mostTextBytes } from "../files/limited-read.ts";
import { decodeText } from "../files/text-file.ts";
import type { LabelledDataset, LabelMap, Splits } from "./dataset.ts";
import { findFiles } from "./find-files.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { holdOutEveryTenth } from "./hold-out.ts";
import { readRgbImage } from "./image.ts";
import { readIndexedPng } from "./indexed-png.ts";
import { requireLearnableLabels } from "./judge-labels.ts";
import { addCounts, type LabelCounts, noLabels } from "./label-counts.ts";
import { readMapFacts } from "./label-map-facts.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { pathKind, readSourceFile } from "./source-file.ts";
import { coloursOf, type IndexColours, requireOneColourEach, requireVocPalette } from "./voc-palette.ts";

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

const imageExtension = /\.(jpe?g|png)$/i;

function requireId(id: string, path: string): void {
  const problem = nameProblem(id);
  if (problem !== null) throw new InputError(`${path}: an image id ${problem}`);
  if (leavesFolder(id))
    throw new InputError(`${path}: "${id}" is not an image id; expected for example 2007_000032`);
}

export const vocSplitPath = (devkit: string, split: string): string =>
  join(devkit, splitFolder, `${split}.txt`);

/** Ids of a list, one a line; file names of images are their ids with an extension. */
export async function readIdList(path: string): Promise<string[]> {
  const text = decodeText(await readSourceFile(path, "a list of image ids, one a line", mostTextBytes), path);
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const ids = lines.filter((line) => line !== "").map((line) => line.replace(imageExtension, ""));
  if (ids.length === 0) throw new InputError(`${path}: no image ids; expected one a line`);
  const seen = new Set<string>();
  for (const id of ids) {
    requireId(id, path);
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

/** Throws InputError where the counts of a map have labels that are no class, naming the first such pixel. */
export async function requireKnownCounts(
  counts: LabelCounts,
  classes: number,
  map: () => Promise<LabelMap>,
  path: string,
): Promise<void> {
  const known = counts.every((count, label) => count === 0 || label < classes || label === 255);
  if (!known) requireKnownLabels(await map(), classes, path);
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
  const trainFile = vocSplitPath(devkit, "train");
  const train = await readIdList(trainFile);
  const test = await readIdList(vocSplitPath(devkit, "val"));
  const inTrain = new Set(train);
  const shared = test.find((id) => inTrain.has(id));
  if (shared !== undefined) {
    throw new InputError(`${trainFile}: ${shared} is in val.txt too; expected disjoint lists`);
  }
  const splits: Splits = { ...holdOutEveryTenth(train, trainFile), test };
  const files = await findVocFiles(devkit, { train, val: test });
  const classNames = options.classNames ?? vocClassNames;
  const complete = train.length === officialCounts.train && test.length === officialCounts.val;
  const official = complete && options.classNames === undefined ? "official" : "custom";
  const masks = [...files.values()].map(({ mask }) => mask);
  const { imagePath, maskPath } = pathsOf(devkit, files);
  const readMask = (id: string) => readIndexedPng(maskPath(id));
  /** Of masks of own classes, as far as they were read. */
  const colours = new Map<string, IndexColours>();
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
      const map = await readMask(id);
      requireKnownLabels(map, classNames.length, maskPath(id));
      return map;
    },
    verify: async (some, readMap = readMapFacts) => {
      const total = noLabels();
      for (const id of some) {
        const facts = await readMap({ image: imagePath(id), map: maskPath(id) });
        await requireKnownCounts(facts.counts, classNames.length, () => readMask(id), maskPath(id));
        if (options.classNames === undefined) requireVocPalette(facts, classNames, maskPath(id));
        else colours.set(id, coloursOf(facts));
        addCounts(facts.counts, total);
      }
      return total;
    },
    judge: (counts) => {
      const known = [...train, ...test].filter((id) => colours.has(id));
      requireOneColourEach(
        known.map((id) => ({ path: maskPath(id), colours: colours.get(id) ?? new Map() })),
      );
      requireLearnableLabels({ root: devkit, splits, classNames }, counts);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Where an image and its mask lie, relative to the development kit. */
interface VocFiles {
  readonly image: string;
  readonly mask: string;
}

async function findVocFiles(
  devkit: string,
  lists: Readonly<Record<"train" | "val", readonly string[]>>,
): Promise<Map<string, VocFiles>> {
  const ids = [...lists.train, ...lists.val];
  const listedIn = join(devkit, splitFolder);
  const inFolder = async (name: string, extensions: readonly string[]) => {
    const expected = `a folder of ${extensions[0]} files`;
    const found = await findFiles(ids, { folder: join(devkit, name), expected, listedIn, extensions });
    return found.map((file) => join(name, file));
  };
  const images = await inFolder("JPEGImages", [".jpg", ".jpeg", ".png"]).catch((error: unknown) => {
    for (const split of ["train", "val"] as const) {
      requireOneColumn(lists[split], join(listedIn, `${split}.txt`));
    }
    throw error;
  });
  const masks = await inFolder("SegmentationClass", [".png"]);
  return new Map(ids.map((id, index) => [id, { image: images[index], mask: masks[index] }]));
}

/** The likely cause where ids are not found that all end in a number of their own: another kind of list. */
function requireOneColumn(ids: readonly string[], path: string): void {
  if (!ids.every((id) => /\s-?[01]$/.test(id))) return;
  throw new InputError(
    `${path}: "${ids[0]}" has a second column, as the lists of ImageSets/Main; expected one image id a line`,
  );
}

function pathsOf(devkit: string, files: ReadonlyMap<string, VocFiles>) {
  const get = (id: string): VocFiles => {
    const found = files.get(id);
    if (!found) throw new InputError(`${devkit}: no image ${id}; expected one of ${files.size}`);
    return found;
  };
  return {
    imagePath: (id: string) => join(devkit, get(id).image),
    maskPath: (id: string) => join(devkit, get(id).mask),
  };
}
