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
import { findFiles } from "./find-files.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { holdOutTail } from "./hold-out.ts";
import { readRgbImage } from "./image.ts";
import { readIndexedPng } from "./indexed-png.ts";
import { requireLearnableLabels } from "./judge-labels.ts";
import { type LabelCounts, noLabels } from "./label-counts.ts";
import { readMapFacts } from "./label-map-facts.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { listSourceFolder, pathKind } from "./source-file.ts";

const parents = ["stuffthingmaps", "annotations"] as const;
const officialCounts = { train: 118_287, val: 5_000 };
/** The authors' code trains on the first 100,000 of the 118,287 sorted images. */
export const stuffTrainShare = 100_000 / 118_287;
const renumbered = "_labelTrainIds.png";

/** File names of the maps in one folder. mmseg's renumbered copies are passed over, alone they are refused. */
async function listMaps(folder: string): Promise<string[]> {
  const names = await listSourceFolder(folder, "a folder of COCO-Stuff maps (.png)");
  const maps = [...names].filter((name) => /\.png$/i.test(name) && !name.endsWith(renumbered)).sort();
  if (maps.length > 0) return maps;
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
  const train = await listSplit(folder, parent, "train2017", options);
  const test = await listSplit(folder, parent, "val2017", options);
  const files = new Map([...train, ...test]);
  const ids = { train: [...train.keys()], test: [...test.keys()] };
  const splits: Splits = {
    ...holdOutTail(ids.train, stuffTrainShare, join(folder, parent, "train2017")),
    test: ids.test,
  };
  const get = (id: string): StuffFiles => {
    const found = files.get(id);
    if (!found) throw new InputError(`${folder}: no image ${id}; expected one of ${files.size}`);
    return found;
  };
  const imagePath = (id: string): string => join(folder, get(id).image);
  const mapPath = (id: string): string => join(folder, parent, get(id).map);
  const official = train.size === officialCounts.train && test.size === officialCounts.val;
  const maps = [...files.values()].map(({ map }) => map);
  const readAnnotation = async (id: string) =>
    cocoStuffClasses(await readIndexedPng(mapPath(id)), mapPath(id));
  return {
    id: "coco-stuff164k",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: await datasetFingerprint(splits, join(folder, parent), maps, options.cacheDirectory),
    splits,
    classNames: cocoStuffClassNames,
    readImage: (id) => readRgbImage(imagePath(id)),
    imagePath,
    readAnnotation,
    verify: async (some, readMap = readMapFacts) => {
      const total = noLabels();
      for (const id of some) {
        const { counts } = await readMap({ image: imagePath(id), map: mapPath(id) });
        if (!addClassCounts(counts, total)) {
          // The map itself says where the value is, and warns of the unused ones.
          cocoStuffClasses(await readIndexedPng(mapPath(id)), mapPath(id), options.onWarning);
        }
      }
      return total;
    },
    judge: (counts) =>
      requireLearnableLabels({ root: folder, splits, classNames: cocoStuffClassNames }, counts),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Where an image lies below the root, and its map below the maps' folder. */
interface StuffFiles {
  readonly image: string;
  readonly map: string;
}

/** A split's files by id, `train2017/000000000009`, sorted by name. Images without a map are told and left out. */
async function listSplit(
  folder: string,
  parent: string,
  split: string,
  { onWarning }: OpenOptions,
): Promise<Map<string, StuffFiles>> {
  const maps = await listMaps(join(folder, parent, split));
  const stems = maps.map((map) => map.slice(0, -".png".length));
  const images = await findFiles(stems, {
    folder: join(folder, split),
    expected: "a folder of JPEG images",
    listedIn: join(folder, parent, split),
    extensions: [".jpg", ".jpeg", ".png"],
  });
  const listed = await listSourceFolder(join(folder, split), "a folder of JPEG images");
  const used = new Set(images);
  const unused = [...listed].filter((name) => /\.(jpe?g|png)$/i.test(name) && !used.has(name));
  if (unused.length > 0) {
    onWarning?.(
      `${join(folder, split)}: ${unused.length} of ${listed.size} images have no map in ${join(folder, parent, split)} and are left out, ${unused[0]} first`,
    );
  }
  return new Map(
    stems.map((stem, index) => [
      `${split}/${stem}`,
      { image: join(split, images[index]), map: join(split, maps[index]) },
    ]),
  );
}

/** Counts of stored values as counts of classes; false where a value is none of COCO-Stuff's, or one that it leaves unused. */
function addClassCounts(values: LabelCounts, total: LabelCounts): boolean {
  let known = true;
  for (const [value, count] of values.entries()) {
    if (count === 0) continue;
    const label = cocoStuffClassOfValue[value];
    total[label] += count;
    known &&= label !== cocoStuffVoid || value === cocoStuffVoid;
  }
  return known;
}
