import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { findCocoRoot } from "./coco-instances.ts";
import {
  cocoStuffClassNames,
  cocoStuffClassOfValue,
  cocoStuffUnusedValues,
  cocoStuffValues,
  cocoStuffVoid,
} from "./coco-stuff-classes.ts";
import type { LabelledDataset, LabelMap, Splits } from "./dataset.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { holdOutTail } from "./hold-out.ts";
import { readRgbImage } from "./image.ts";
import { readIndexedPng } from "./indexed-png.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { listSourceFolder, pathKind, requireFiles } from "./source-file.ts";
import { requireEqualSizes } from "./voc.ts";

const parents = ["stuffthingmaps", "annotations"] as const;
const officialCounts = { train: 118_287, val: 5_000 };
/** The authors' code trains on the first 100,000 of the 118,287 sorted images. */
const trainShare = 100_000 / 118_287;
const renumbered = "_labelTrainIds.png";

/** Names (without .png) of the maps in one folder. mmseg's renumbered copies are passed over, alone they are refused. */
async function listMaps(folder: string): Promise<string[]> {
  const names = await listSourceFolder(folder, "a folder of COCO-Stuff maps (.png)");
  const maps = [...names].filter((name) => name.endsWith(".png") && !name.endsWith(renumbered)).sort();
  if (maps.length > 0) return maps.map((name) => name.slice(0, -".png".length));
  const refused = [...names].find((name) => name.endsWith(renumbered));
  throw new InputError(
    refused
      ? `${join(folder, refused)}: labels renumbered to 0-170; expected the original maps, values 0-181 and 255`
      : `${folder}: no .png files; expected COCO-Stuff maps`,
  );
}

async function findMaps(root: string): Promise<{ folder: string; parent: string }> {
  const folder = await findCocoRoot(
    root,
    parents.map((parent) => join(parent, "train2017")),
  );
  for (const parent of parents) {
    if ((await pathKind(join(folder, parent, "train2017"))) === "folder") return { folder, parent };
  }
  throw new InputError(
    `${folder}: no ${parents.join(" or ")} folder with train2017; expected COCO-Stuff maps`,
  );
}

/** Stored values -> classes 0 to 170 and 255. Throws InputError on values that COCO-Stuff doesn't have. */
export function cocoStuffClasses(
  map: LabelMap,
  path: string,
  onWarning?: (message: string) => void,
): LabelMap {
  const data = new Uint8Array(map.data.length);
  const unused = new Set<number>();
  for (let pixel = 0; pixel < data.length; pixel++) {
    const value = map.data[pixel];
    const label = cocoStuffClassOfValue[value];
    data[pixel] = label;
    if (label !== cocoStuffVoid || value === cocoStuffVoid) continue;
    if (value >= cocoStuffValues.length) {
      throw new InputError(
        `${path}: value ${value} at x ${pixel % map.width}, y ${Math.floor(pixel / map.width)}; expected 0 to ${cocoStuffValues.length - 1}, or 255`,
      );
    }
    unused.add(value);
  }
  if (unused.size > 0) {
    const listed = [...unused].map((value) => `${value} (${cocoStuffValues[value]})`).join(", ");
    onWarning?.(
      `${path}: unused values ${listed} count as no label; COCO-Stuff leaves ${cocoStuffUnusedValues.length} values unused`,
    );
  }
  return { width: map.width, height: map.height, data };
}

/**
 * COCO-Stuff 164k, or images laid out like it: train2017/, val2017/ and stuffthingmaps/ (or annotations/) with the same
 * two folders of PNG maps, indexed or grey. Sorted by name, the first 100,000 of 118,287 (the same share of a smaller
 * set) train, the rest validates (the authors' code), val2017 is the test set. Labels are the 171 classes and 255. Throws InputError.
 */
export async function openCocoStuff(root: string, options: OpenOptions = {}): Promise<LabelledDataset> {
  const { folder, parent } = await findMaps(root);
  const listed = async (split: string): Promise<string[]> => {
    const maps = join(folder, parent, split);
    const names = await listMaps(maps);
    const images = join(folder, split);
    const jpegs = names.map((name) => `${name}.jpg`);
    requireFiles(await listSourceFolder(images, "a folder of JPEG images"), jpegs, images, maps);
    return names.map((name) => `${split}/${name}`);
  };
  const train = await listed("train2017");
  const test = await listed("val2017");
  const splits: Splits = { ...holdOutTail(train, trainShare, join(folder, parent, "train2017")), test };
  const imagePath = (id: string): string => join(folder, `${id}.jpg`);
  const mapPath = (id: string): string => join(folder, parent, `${id}.png`);
  const official = train.length === officialCounts.train && test.length === officialCounts.val;
  const maps = [...train, ...test].map((id) => `${id}.png`);
  return {
    id: "coco-stuff164k",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: await datasetFingerprint(splits, join(folder, parent), maps, options.cacheDirectory),
    splits,
    classNames: cocoStuffClassNames,
    readImage: (id) => readRgbImage(imagePath(id)),
    imagePath,
    readAnnotation: async (id) =>
      cocoStuffClasses(await readIndexedPng(mapPath(id)), mapPath(id), options.onWarning),
    verify: async (ids) => {
      for (const id of ids) await requireEqualSizes(imagePath(id), mapPath(id));
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
