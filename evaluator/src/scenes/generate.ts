import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  readScenesMarker,
  type ScenesMarker,
  scenesGenerator,
  scenesMarkerName,
} from "../data/scenes-marker.ts";
import { pathKind } from "../data/source-file.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { writeError } from "../files/write-error.ts";
import { sampleScene } from "./layout.ts";
import { renderScene } from "./render.ts";
import { createCocoWriter } from "./write-coco.ts";
import { createNyuWriter } from "./write-nyu.ts";
import { createVocWriter } from "./write-voc.ts";

/** Rises whenever the same seed would give other files. */
const generatorVersion = 1;
const fewestImages = 4;
const mostImages = 5000;
const testShare = 0.25;
/** At most: measured 0.9 MB, and 1.6 MB while the frames are copied behind MATLAB's header. */
const bytesPerImage = 2_000_000;

export interface ScenesOptions {
  readonly out: string;
  /** Images in each data set; a quarter of them test. 4 to 5,000. */
  readonly images: number;
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ScenesOutcome {
  readonly state: "written" | "already there";
  readonly marker: ScenesMarker;
}

function requireInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InputError(`${name} is ${value}; expected a whole number from ${low} to ${high}`);
  }
}

/** True if `out` already holds exactly these scenes. Throws InputError if it holds anything else. */
async function isAlreadyThere(out: string, marker: ScenesMarker): Promise<boolean> {
  const kind = await pathKind(out);
  if (kind === "missing") return false;
  if (kind === "file") throw new InputError(`${out}: is a file; expected a new or empty folder`);
  const entries = await readdir(out);
  if (entries.length === 0) return false;
  const found = await readScenesMarker(out);
  if (!found)
    throw new InputError(`${out}: holds ${entries.length} other files; expected a new or empty folder`);
  const same =
    found.version === marker.version && found.seed === marker.seed && found.images === marker.images;
  if (!same) {
    throw new InputError(
      `${out}: holds scenes of seed ${found.seed}, ${found.images} images (generator version ${found.version}); expected an empty folder, or seed ${marker.seed}, ${marker.images} images (version ${marker.version})`,
    );
  }
  return true;
}

async function writeScenes(
  folder: string,
  marker: ScenesMarker,
  onProgress?: ScenesOptions["onProgress"],
): Promise<void> {
  const testCount = Math.max(1, Math.round(marker.images * testShare));
  const numbers = Array.from({ length: marker.images }, (_, number) => number);
  // Spread over the numbers, so that both kinds of places are in both splits.
  const isTest = (number: number): boolean =>
    Math.floor(((number + 1) * testCount) / marker.images) > Math.floor((number * testCount) / marker.images);
  const voc = await createVocWriter(join(folder, "voc"));
  const coco = await createCocoWriter(join(folder, "coco"));
  const nyu = await createNyuWriter(join(folder, "nyu"), marker.images);
  let encoding: Promise<unknown> = Promise.resolve();
  for (const number of numbers) {
    const scene = sampleScene(marker.seed, number);
    const image = renderScene(scene);
    nyu.add(number, image);
    // The previous scene is encoded meanwhile, by libvips' threads.
    await encoding;
    const split = isTest(number) ? "val2017" : "train2017";
    encoding = Promise.all([voc.add(number, scene, image), coco.add(number, split, scene, image)]);
    onProgress?.(number + 1, marker.images);
  }
  await encoding;
  const train = numbers.filter((number) => !isTest(number));
  const test = numbers.filter(isTest);
  await voc.finish(train, test);
  await coco.finish();
  await nyu.finish(train, test);
  const text = `${JSON.stringify(marker, null, 2)}\n`;
  for (const set of ["voc", "coco", "nyu", "."]) await writeFile(join(folder, set, scenesMarkerName), text);
}

/**
 * Writes the same generated scenes as three data sets in their own formats: OUT/voc (VOC 2012), OUT/coco (COCO 2017
 * instances and COCO-Stuff) and OUT/nyu (NYUv2 labelled). Same seed and count, same bytes. They are made in OUT.partial and
 * renamed when whole. Throws InputError for counts out of range and for a folder that holds something else.
 */
export async function generateScenes({
  out,
  images,
  seed,
  onProgress,
}: ScenesOptions): Promise<ScenesOutcome> {
  requireInteger("number of images", images, fewestImages, mostImages);
  requireInteger("seed", seed, 0, 2 ** 31 - 1);
  const marker: ScenesMarker = { generator: scenesGenerator, version: generatorVersion, seed, images };
  if (await isAlreadyThere(out, marker)) return { state: "already there", marker };
  const partial = `${out.replace(/[/\\]+$/, "")}.partial`;
  await requireOutputFolder(dirname(partial));
  // HDF5 does not tell every failed write: a disk that would fill up is refused before.
  await requireFreeSpace(partial, images * bytesPerImage, `${images} images in three data sets`);
  await mkdir(dirname(partial), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  try {
    await writeScenes(partial, marker, onProgress);
    if ((await pathKind(out)) === "folder") await rmdir(out);
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw writeError(out, error);
  }
  return { state: "written", marker };
}
