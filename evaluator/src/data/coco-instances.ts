import { createHash } from "node:crypto";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import {
  type CocoFile,
  type CocoImage,
  type InstanceAnnotation,
  type InstanceSummary,
  openCocoFile,
} from "./coco-file.ts";
import type { Dataset, Splits } from "./dataset.ts";
import { findFiles } from "./find-files.ts";
import { holdOutTail } from "./hold-out.ts";
import { readImageSize, readRgbImage, requireSameSize } from "./image.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { pathKind } from "./source-file.ts";

const officialCounts = {
  train: { images: 118_287, annotations: 860_001 },
  val: { images: 5_000, annotations: 36_781 },
};

export interface CocoInstances extends Dataset<InstanceAnnotation[]> {
  /** Of each annotation file, with its path. */
  readonly categories: Readonly<Record<"train" | "test", Pick<CocoFile, "path" | "categories">>>;
  /** Areas and crowd flags of an image's annotations, at no cost. */
  summary(id: string): InstanceSummary;
  /** Width and height as the annotation file states them. */
  imageSize(id: string): { readonly width: number; readonly height: number };
}

export interface CocoOptions extends OpenOptions {
  /** Annotation files relative to the root; instances_train2017.json and instances_val2017.json otherwise. */
  readonly annotationFiles?: { readonly train: string; readonly test: string };
}

interface Located {
  readonly file: CocoFile;
  readonly image: CocoImage;
  readonly imagePath: string;
}

/** `root` or `root`/coco, whichever has the folder or file named. Throws InputError saying what was expected. */
export async function findCocoRoot(root: string, needed: readonly string[]): Promise<string> {
  for (const folder of [root, join(root, "coco")]) {
    for (const name of needed) {
      if ((await pathKind(join(folder, name))) !== "missing") return folder;
    }
  }
  const kind = await pathKind(root);
  const found =
    kind === "folder" ? `has no ${needed.join(" or ")}` : kind === "file" ? "is a file" : "not found";
  throw new InputError(
    `${root}: ${found}; expected the COCO 2017 layout (train2017, val2017, ${needed.join(" or ")})`,
  );
}

/** File names without their extensions; with them where two files of the list differ in these alone. */
function imageIds(folder: string, files: readonly string[]): string[] {
  const stems = files.map((file) => file.replace(/\.(jpe?g|png)$/i, ""));
  const uses = new Map<string, number>();
  for (const stem of stems) uses.set(stem, (uses.get(stem) ?? 0) + 1);
  return stems.map((stem, index) => `${folder}/${uses.get(stem) === 1 ? stem : files[index]}`);
}

async function locate(root: string, folder: string, file: CocoFile): Promise<Map<string, Located>> {
  const path = join(root, folder);
  const found = await findFiles(
    file.images.map((image) => image.fileName),
    {
      folder: path,
      expected: "a folder of JPEG images",
      listedIn: file.path,
      entry: (index) => `image ${file.images[index].id}`,
    },
  );
  const ids = imageIds(
    folder,
    file.images.map(({ fileName }) => fileName),
  );
  return new Map(
    file.images.map((image, index) => [ids[index], { file, image, imagePath: join(path, found[index]) }]),
  );
}

async function requireStatedSize({ file, image, imagePath }: Located): Promise<void> {
  const { width, height } = image;
  const found = await readImageSize(imagePath);
  requireSameSize(imagePath, found, { width, height, source: `${file.path} says` }, found.orientation);
}

function fingerprint(splits: Splits, files: readonly CocoFile[]): string {
  const hash = createHash("sha256");
  for (const split of ["train", "validation", "test"] as const) {
    hash.update(`${split}\n${[...splits[split]].sort().join("\n")}\n`);
  }
  for (const file of files) hash.update(`${file.sha256}\n`);
  return hash.digest("hex");
}

/** Of train2017; the rest validates. */
export const instanceTrainShare = 0.9;

/**
 * COCO 2017 instances, or images laid out like them: train2017/, val2017/ and annotations/instances_*2017.json. Images
 * are sorted by id; the first nine tenths of train2017 train and the rest validates, so that "the first 5,000 images"
 * stay the first (our decision, PROTOCOL.md); val2017 is the test set. Ids are `train2017/000000000009`. Images without
 * annotations are kept. Throws InputError.
 */
export async function openCocoInstances(root: string, options: CocoOptions = {}): Promise<CocoInstances> {
  const names = options.annotationFiles ?? {
    train: join("annotations", "instances_train2017.json"),
    test: join("annotations", "instances_val2017.json"),
  };
  const folder = await findCocoRoot(root, [names.train]);
  const trainFile = await openCocoFile(join(folder, names.train));
  const files = [trainFile];
  try {
    files.push(await openCocoFile(join(folder, names.test)));
    return await openLocated(folder, trainFile, files[1]);
  } catch (error) {
    for (const file of files) await file[Symbol.asyncDispose]();
    throw error;
  }
}

async function openLocated(folder: string, trainFile: CocoFile, testFile: CocoFile): Promise<CocoInstances> {
  const train = await locate(folder, "train2017", trainFile);
  const test = await locate(folder, "val2017", testFile);
  const splits: Splits = {
    ...holdOutTail([...train.keys()], instanceTrainShare, trainFile.path),
    test: [...test.keys()],
  };
  const located = new Map([...train, ...test]);
  const get = (id: string): Located => {
    const found = located.get(id);
    if (!found)
      throw new InputError(
        `${folder}: no image ${id}; expected one of ${located.size}, such as ${splits.test[0]}`,
      );
    return found;
  };
  const counts = (file: CocoFile): string => `${file.images.length} ${file.annotationCount}`;
  const official =
    counts(trainFile) === `${officialCounts.train.images} ${officialCounts.train.annotations}` &&
    counts(testFile) === `${officialCounts.val.images} ${officialCounts.val.annotations}`;
  return {
    id: "coco2017",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: fingerprint(splits, [trainFile, testFile]),
    splits,
    categories: { train: trainFile, test: testFile },
    imageSize: (id) => {
      const { width, height } = get(id).image;
      return { width, height };
    },
    summary: (id) => get(id).file.summary(get(id).image),
    readImage: (id) => readRgbImage(get(id).imagePath),
    imagePath: (id) => get(id).imagePath,
    readAnnotation: (id) => get(id).file.readAnnotations(get(id).image),
    verify: async (ids) => {
      // Opening has read every annotation.
      for (const id of ids) await requireStatedSize(get(id));
      return null;
    },
    [Symbol.asyncDispose]: async () => {
      for (const file of [trainFile, testFile]) await file[Symbol.asyncDispose]();
    },
  };
}
