import { join } from "node:path";
import { type File, Dataset as HdfDataset } from "h5wasm/node";
import { InputError } from "../files/input-error.ts";
import type { Dataset, DepthMap, RgbImage, Splits } from "./dataset.ts";
import { datasetFingerprint, fileSha256 } from "./fingerprint.ts";
import { openHdf } from "./hdf-file.ts";
import { holdOutEveryTenth } from "./hold-out.ts";
import { decodeMat5 } from "./mat5.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { pathKind, readSourceFile, sourceFileSize } from "./source-file.ts";

const matName = "nyu_depth_v2_labeled.mat";
const splitsName = "splits.mat";
const officialMat = {
  bytes: 2_972_037_809,
  sha256: "2d724b0c0ab358aa1ce5df855e5bd14a2279ab7202efe22f32a30d612dcb86aa",
};

export interface NyuOptions extends OpenOptions {
  /** "depths": in-painted, dense (the default); "rawDepths": as projected, holes 0. */
  readonly depthSource?: "depths" | "rawDepths";
}

/** A numeric array whose dimensions are [frames, ...rest] (MATLAB's, reversed). */
function frameArray(file: File, path: string, name: string, rest: number, dtype: string): HdfDataset {
  const found = file.keys().includes(name) ? file.get(name) : null;
  if (!(found instanceof HdfDataset)) {
    throw new InputError(
      `${path}: no array "${name}" (found ${file.keys().join(", ") || "nothing"}); expected images and depths`,
    );
  }
  if (found.shape?.length !== rest + 1 || found.dtype !== dtype) {
    throw new InputError(
      `${path}: "${name}" is ${String(found.dtype)} [${found.shape?.join(", ")}]; expected ${dtype} with ${rest + 1} dimensions, frames first`,
    );
  }
  return found;
}

function sliceFrame(array: HdfDataset, frame: number, path: string, name: string): ArrayLike<number> {
  const rest = (array.shape ?? []).slice(1).map((): [] => []);
  try {
    const values = array.slice([[frame, frame + 1], ...rest]);
    if (values === null) throw new RangeError("no data");
    return values as unknown as ArrayLike<number>;
  } catch (error) {
    throw new InputError(
      `${path}: "${name}" of frame ${frame + 1} cannot be read (${String(error)}); expected a whole file`,
    );
  }
}

/** `[channels, width, height]` as MATLAB stores it -> `[height, width, channels]`. */
function toRowMajor<Values extends Uint8Array | Float32Array>(
  stored: ArrayLike<number>,
  out: Values,
  channels: number,
  width: number,
  height: number,
): Values {
  for (let c = 0; c < channels; c++) {
    for (let x = 0; x < width; x++) {
      const from = (c * width + x) * height;
      for (let y = 0; y < height; y++) out[(y * width + x) * channels + c] = stored[from + y];
    }
  }
  return out;
}

/** 1-based frame numbers of one split. */
function splitFrames(
  arrays: ReturnType<typeof decodeMat5>,
  name: string,
  frames: number,
  path: string,
): number[] {
  const array = arrays.get(name);
  if (!array)
    throw new InputError(
      `${path}: no array "${name}" (found ${[...arrays.keys()].join(", ")}); expected trainNdxs and testNdxs`,
    );
  const wrong = array.values.find((value) => !Number.isInteger(value) || value < 1 || value > frames);
  if (wrong !== undefined) {
    throw new InputError(
      `${path}: "${name}" has frame ${wrong}; expected 1 to ${frames}, the frames of ${matName}`,
    );
  }
  return [...array.values];
}

const frameId = (frame: number): string => String(frame).padStart(4, "0");

async function readSplits(folder: string, frames: number): Promise<Splits> {
  const path = join(folder, splitsName);
  const arrays = decodeMat5(await readSourceFile(path, "NYUv2's splits.mat beside the data"), path);
  const train = splitFrames(arrays, "trainNdxs", frames, path);
  const test = splitFrames(arrays, "testNdxs", frames, path);
  if (test.length === 0) throw new InputError(`${path}: testNdxs is empty; expected at least 1 frame`);
  const shared = test.find((frame) => train.includes(frame));
  if (shared !== undefined)
    throw new InputError(`${path}: frame ${shared} is in trainNdxs and testNdxs; expected disjoint splits`);
  return { ...holdOutEveryTenth(train.map(frameId), path), test: test.map(frameId) };
}

async function findFolder(root: string): Promise<string> {
  for (const folder of [root, join(root, "nyu")]) {
    if ((await pathKind(join(folder, matName))) === "file") return folder;
  }
  const kind = await pathKind(root);
  const found = kind === "folder" ? `has no ${matName}` : kind === "file" ? "is a file" : "not found";
  throw new InputError(`${root}: ${found}; expected a folder with ${matName} and ${splitsName}`);
}

async function isOfficial(folder: string, frames: number, cacheDirectory?: string): Promise<boolean> {
  const path = join(folder, matName);
  if (frames !== 1449 || (await sourceFileSize(path, matName)) !== officialMat.bytes) return false;
  return (await fileSha256(path, cacheDirectory)) === officialMat.sha256;
}

/**
 * NYUv2's labelled frames (795 / 654), read frame by frame. Every tenth training frame validates (our decision,
 * PROTOCOL.md). Ids are MATLAB's 1-based frame numbers, four digits. Depth in metres, dense unless `rawDepths` is asked
 * for. Throws InputError for missing or damaged files and splits that don't fit them.
 */
export async function openNyuLabelled(root: string, options: NyuOptions = {}): Promise<Dataset<DepthMap>> {
  const folder = await findFolder(root);
  const path = join(folder, matName);
  const file = await openHdf(path, "the NYUv2 labelled data set (MATLAB v7.3, HDF5)");
  return openFrames(file, path, folder, options).catch((error: unknown) => {
    file.close();
    throw error;
  });
}

async function openFrames(
  file: File,
  path: string,
  folder: string,
  options: NyuOptions,
): Promise<Dataset<DepthMap>> {
  const depthSource = options.depthSource ?? "depths";
  const images = frameArray(file, path, "images", 3, "<B");
  const depths = frameArray(file, path, depthSource, 2, "<f");
  const [frames, channels, width, height] = images.shape ?? [];
  const depthShape = depths.shape ?? [];
  if (channels !== 3 || depthShape.join() !== [frames, width, height].join()) {
    throw new InputError(
      `${path}: images [${images.shape}] and ${depthSource} [${depthShape}]; expected [N, 3, W, H] and [N, W, H]`,
    );
  }
  const splits = await readSplits(folder, frames);
  const official = await isOfficial(folder, frames, options.cacheDirectory);
  const readImage = async (id: string): Promise<RgbImage> => {
    const stored = sliceFrame(images, Number(id) - 1, path, "images");
    return { width, height, data: toRowMajor(stored, new Uint8Array(3 * width * height), 3, width, height) };
  };
  const readAnnotation = async (id: string): Promise<DepthMap> => {
    const stored = sliceFrame(depths, Number(id) - 1, path, depthSource);
    return {
      width,
      height,
      depthMeters: toRowMajor(stored, new Float32Array(width * height), 1, width, height),
    };
  };
  return {
    id: "nyuv2-labelled",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: await datasetFingerprint(splits, folder, [matName, splitsName], options.cacheDirectory),
    splits,
    readImage,
    imagePath: () => null,
    readAnnotation,
    // HDF5 finds missing chunks only on reading them: the last frame listed is the cheap probe for a truncated file.
    verify: async (ids) => {
      for (const id of [...ids].sort().slice(-1)) {
        await readImage(id);
        await readAnnotation(id);
      }
    },
    [Symbol.asyncDispose]: async () => {
      file.close();
    },
  };
}
