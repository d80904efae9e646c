import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import type { Dataset, DepthMap, RgbImage, Splits } from "./dataset.ts";
import { requireLandscape, requireMetres } from "./depth-values.ts";
import { openHdf } from "./hdf-file.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { listSourceFolder, pathKind } from "./source-file.ts";

const what = "one NYUv2 frame (HDF5 with rgb and depth)";
/** Where the published test frames lie. */
const officialFolder = "official";
const officialCounts = { train: 47_584, test: 654 };
/** Of the authors' 47,584 frames the first 42,000 train, and every tenth up to 47,000 validates. */
const trainShare = 42_000 / 47_584;
const validationEndShare = 47_000 / 47_584;

/** Files of the frames below a split's folder by id, `train/scene/00001`, sorted. */
async function listFrames(root: string, split: string): Promise<Map<string, string>> {
  const folder = join(root, split);
  const frames = new Map<string, string>();
  for (const scene of [...(await listSourceFolder(folder, "a folder of scenes"))].sort()) {
    if ((await pathKind(join(folder, scene))) !== "folder") continue;
    const names = [...(await listSourceFolder(join(folder, scene), "a folder of .h5 frames"))].sort();
    for (const name of names) {
      if (!/\.h5$/i.test(name)) continue;
      const id = `${split}/${scene}/${name.slice(0, -".h5".length)}`;
      const path = join(folder, scene, name);
      const known = frames.get(id);
      if (known) throw new InputError(`${known} and ${path} are one frame by name; expected one file of it`);
      frames.set(id, path);
    }
  }
  if (frames.size === 0)
    throw new InputError(`${folder}: no .h5 frames; expected scenes with frames such as 00001.h5`);
  return frames;
}

/** The authors' split of their training frames, of as many as there are. */
export function splitFrames(frames: readonly string[], root: string): Pick<Splits, "train" | "validation"> {
  if (frames.length < 2)
    throw new InputError(`${root}: 1 training frame; expected at least 2, one of them for validation`);
  const trainCount = Math.min(Math.max(Math.round(frames.length * trainShare), 1), frames.length - 1);
  const end = Math.max(Math.round(frames.length * validationEndShare), trainCount + 1);
  return {
    train: frames.slice(0, trainCount),
    validation: frames.slice(trainCount, end).filter((_, index) => index % 10 === 0),
  };
}

/** SHA-256 over splits and each frame's length: 34 GB of frames are not read for it. */
async function fingerprint(splits: Splits, pathOf: (id: string) => string): Promise<string> {
  const hash = createHash("sha256");
  for (const split of ["train", "validation", "test"] as const) {
    hash.update(`${split}\n`);
    for (const id of [...splits[split]].sort()) hash.update(`${id} ${(await stat(pathOf(id))).size}\n`);
  }
  return hash.digest("hex");
}

interface Frame {
  readonly width: number;
  readonly height: number;
  /** `[3, height, width]`. */
  readonly rgb: Uint8Array;
  readonly depthMeters: Float32Array;
}

async function readFrame(path: string): Promise<Frame> {
  const file = await openHdf(path, what);
  try {
    const [rgb, depth] = ["rgb", "depth"].map((name) => file.array(name));
    if (!rgb || !depth) {
      throw new InputError(`${path}: has ${file.names.join(", ") || "nothing"}; expected rgb and depth`);
    }
    const [channels, height, width] = rgb.shape;
    const fits = rgb.shape.length === 3 && channels === 3 && depth.shape.join() === [height, width].join();
    if (!fits || rgb.type !== "uint8" || !/^float(32|64)$/.test(depth.type)) {
      throw new InputError(
        `${path}: rgb ${rgb.type} [${rgb.shape}], depth ${depth.type} [${depth.shape}]; expected uint8 [3, H, W] and float32 [H, W] in metres`,
      );
    }
    requireLandscape(width, height, path);
    const depthMeters = Float32Array.from(depth.read(0, height) as ArrayLike<number>);
    return { width, height, rgb: rgb.read(0, 3) as Uint8Array, depthMeters };
  } finally {
    file.close();
  }
}

/** A frame's scene is its folder; the published test frames all lie in one folder that is none. */
function sceneOf(id: string): string | null {
  const [, folder] = id.split("/");
  return folder === officialFolder ? null : folder;
}

/** `[3, H, W]` -> `[H, W, 3]`. */
function interleave(planes: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(planes.length);
  for (let i = 0; i < planes.length; i++) out[(i % pixels) * 3 + Math.floor(i / pixels)] = planes[i];
  return out;
}

/** The folder of frames at or below `root`; null: there is none. */
export async function findNyuFrames(root: string): Promise<string | null> {
  for (const folder of [root, join(root, "nyudepthv2")]) {
    if (
      (await pathKind(join(folder, "train"))) === "folder" &&
      (await pathKind(join(folder, "val"))) === "folder"
    )
      return folder;
  }
  return null;
}

async function findRoot(root: string): Promise<string> {
  const folder = await findNyuFrames(root);
  if (folder !== null) return folder;
  const found = (await pathKind(root)) === "missing" ? "not found" : "has no folders train and val";
  throw new InputError(
    `${root}: ${found}; expected nyudepthv2 with train/SCENE/00001.h5 and val/official/00001.h5`,
  );
}

/**
 * NYUv2 as single frames (47,584 / 654, the distribution that the authors' released code trains on; another training set
 * than the labelled one, so results never share a column). Sorted by path; the first 42,000 train, every tenth of the next
 * 5,000 validates, `val` is the test set; smaller sets in the same shares. Depth in metres. Throws InputError.
 */
export async function openNyuFrames(root: string, options: OpenOptions = {}): Promise<Dataset<DepthMap>> {
  const folder = await findRoot(root);
  const files = await listFrames(folder, "train");
  const tested = await listFrames(folder, "val");
  const all = [...files.keys()];
  const splits: Splits = { ...splitFrames(all, join(folder, "train")), test: [...tested.keys()] };
  const pathOf = (id: string): string => files.get(id) ?? tested.get(id) ?? join(folder, `${id}.h5`);
  const official = all.length === officialCounts.train && splits.test.length === officialCounts.test;
  const readImage = async (id: string): Promise<RgbImage> => {
    const { width, height, rgb } = await readFrame(pathOf(id));
    return { width, height, data: interleave(rgb, width * height) };
  };
  return {
    id: "nyuv2-frames",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: await fingerprint(splits, pathOf),
    splits,
    readImage,
    imagePath: () => null,
    readAnnotation: async (id) => {
      const { width, height, depthMeters } = await readFrame(pathOf(id));
      return { width, height, depthMeters };
    },
    sceneOf,
    verify: async (ids) => {
      for (const id of ids) requireMetres(await readFrame(pathOf(id)), pathOf(id), options.onWarning);
      return null;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
