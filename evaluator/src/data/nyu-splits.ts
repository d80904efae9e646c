import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import type { Splits } from "./dataset.ts";
import { isHdf, openHdf } from "./hdf-file.ts";
import { holdOutEveryTenth } from "./hold-out.ts";
import { decodeMat5 } from "./mat5.ts";
import { readSourceFile, sourceFileSize } from "./source-file.ts";

export const splitsName = "splits.mat";
const what = "NYUv2's splits.mat beside the data";
const listNames = ["trainNdxs", "testNdxs"] as const;
/** The published file has 2,626. */
const mostBytes = 2 ** 26;
const mostFrames = 1_000_000;

/** The lists of a file that MATLAB saved with -v7.3. */
async function readHdfLists(path: string): Promise<Map<string, Float64Array>> {
  const file = await openHdf(path, what);
  try {
    const lists = new Map<string, Float64Array>();
    for (const name of listNames) {
      const array = file.array(name);
      if (array === null || array.type === "other") continue;
      const length = elementCount(array.shape);
      if (length > mostFrames) {
        throw new InputError(`${path}: "${name}" has ${length} frames; expected at most ${mostFrames}`);
      }
      const values = length === 0 ? [] : array.read(0, array.shape[0] ?? 1);
      lists.set(name, Float64Array.from(values, Number));
    }
    return lists;
  } finally {
    file.close();
  }
}

/**
 * Lists of frames in splits.mat by name, as MATLAB saves it in version 5 to 7 or in version 7.3 (HDF5), in columns or rows
 * and numbers of any type. Throws InputError.
 */
export async function readFrameLists(path: string): Promise<ReadonlyMap<string, Float64Array>> {
  const bytes = await sourceFileSize(path, what);
  if (bytes > mostBytes)
    throw new InputError(`${path}: ${bytes} bytes; expected ${what}, at most ${mostBytes}`);
  if (await isHdf(path)) return readHdfLists(path);
  const arrays = decodeMat5(await readSourceFile(path, what), path);
  return new Map([...arrays].map(([name, { values }]) => [name, values]));
}

/** 1-based frame numbers of one split. */
function framesOf(
  lists: ReadonlyMap<string, Float64Array>,
  name: (typeof listNames)[number],
  frames: number,
  path: string,
): number[] {
  const list = lists.get(name);
  if (!list) {
    const found = [...lists.keys()].join(", ") || "no array of numbers";
    throw new InputError(`${path}: no array "${name}" (found ${found}); expected ${listNames.join(" and ")}`);
  }
  const wrong = list.find((frame) => !Number.isInteger(frame) || frame < 1 || frame > frames);
  if (wrong !== undefined) {
    const counted = wrong === 0 ? ", counted from 1 as MATLAB does" : "";
    throw new InputError(
      `${path}: "${name}" has frame ${wrong}; expected 1 to ${frames}, the frames of the data${counted}`,
    );
  }
  const seen = new Set<number>();
  for (const frame of list) {
    if (seen.has(frame))
      throw new InputError(`${path}: "${name}" has frame ${frame} twice; expected every frame once`);
    seen.add(frame);
  }
  return [...seen];
}

const frameId = (frame: number): string => String(frame).padStart(4, "0");

/** The splits beside the labelled data set of `frames` frames; every tenth training frame validates. Throws InputError. */
export async function readSplits(folder: string, frames: number): Promise<Splits> {
  const path = join(folder, splitsName);
  const lists = await readFrameLists(path);
  const train = framesOf(lists, "trainNdxs", frames, path);
  const test = framesOf(lists, "testNdxs", frames, path);
  if (test.length === 0) throw new InputError(`${path}: testNdxs is empty; expected at least 1 frame`);
  const training = new Set(train);
  const shared = test.find((frame) => training.has(frame));
  if (shared !== undefined)
    throw new InputError(`${path}: frame ${shared} is in trainNdxs and testNdxs; expected disjoint splits`);
  return { ...holdOutEveryTenth(train.map(frameId), path), test: test.map(frameId) };
}
