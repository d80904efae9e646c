import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import type { Dataset, DepthMap } from "./dataset.ts";
import { requireMetres } from "./depth-values.ts";
import { datasetFingerprint, fileSha256 } from "./fingerprint.ts";
import { type HdfArray, type HdfFile, openHdf } from "./hdf-file.ts";
import { readSplits, splitsName } from "./nyu-splits.ts";
import type { OpenOptions } from "./open-options.ts";
import { isInScenes } from "./scenes-marker.ts";
import { pathKind, sourceFileSize } from "./source-file.ts";

const matName = "nyu_depth_v2_labeled.mat";
const officialMat = {
  bytes: 2_972_037_809,
  sha256: "2d724b0c0ab358aa1ce5df855e5bd14a2279ab7202efe22f32a30d612dcb86aa",
};

export interface NyuOptions extends OpenOptions {
  /** "depths": in-painted, dense (the default); "rawDepths": as projected, holes 0. */
  readonly depthSource?: "depths" | "rawDepths";
}

/** Axes of one frame's arrays in the file, fastest last. */
type Axes = readonly ("channel" | "row" | "column")[];

interface FrameLayout {
  readonly width: number;
  readonly height: number;
  /** Steps in the file's values to the next channel, row and column. */
  readonly step: Readonly<Record<Axes[number], number>>;
}

function layoutOf(axes: Axes, sizes: readonly number[]): FrameLayout {
  const step = { channel: 0, row: 0, column: 0 };
  axes.forEach((axis, place) => {
    step[axis] = elementCount(sizes.slice(place + 1));
  });
  const [height, width] = (["row", "column"] as const).map((axis) => sizes[axes.indexOf(axis)]);
  return { width, height, step };
}

/**
 * How a frame lies in the file. MATLAB's order is columns first, and programs that write rows first have the channels in
 * front or behind. NYUv2's frames are wider than high, so the longer side tells. null: none of these.
 */
function imageLayout([, ...sizes]: readonly number[]): FrameLayout | null {
  const [first, second, third] = sizes;
  if (sizes.length !== 3) return null;
  if (first === 3)
    return layoutOf(second >= third ? ["channel", "column", "row"] : ["channel", "row", "column"], sizes);
  if (third === 3)
    return layoutOf(first > second ? ["column", "row", "channel"] : ["row", "column", "channel"], sizes);
  return null;
}

/** The same of the depths of such images. */
function depthLayout([, ...sizes]: readonly number[], image: FrameLayout): FrameLayout | null {
  const orders: readonly Axes[] = [
    ["column", "row"],
    ["row", "column"],
  ];
  const layouts = sizes.length === 2 ? orders.map((axes) => layoutOf(axes, sizes)) : [];
  return layouts.find(({ width, height }) => width === image.width && height === image.height) ?? null;
}

/** Values of one frame, in whatever layout -> `[height, width, channels]`. */
function toRowMajor<Values extends Uint8Array | Float32Array>(
  stored: ArrayLike<number>,
  { width, height, step }: FrameLayout,
  out: Values,
): Values {
  const channels = out.length / (width * height);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = row * step.row + column * step.column;
      for (let channel = 0; channel < channels; channel++) {
        out[at++] = stored[from + channel * step.channel];
      }
    }
  }
  return out;
}

/** An array of the file with how its frames lie. */
interface FrameArray {
  readonly name: string;
  readonly array: HdfArray;
  readonly layout: FrameLayout;
}

function requireArray(file: HdfFile, name: string): HdfArray {
  const array = file.array(name);
  if (array) return array;
  const found = file.names.join(", ") || "nothing";
  throw new InputError(`${file.path}: no array "${name}" (found ${found}); expected images and depths`);
}

/** Images and depths, checked against each other. Images are whole numbers, depths are not: they count metres. */
function frameArrays(file: HdfFile, depthSource: string): Record<"images" | "depths", FrameArray> {
  const images = requireArray(file, "images");
  const depths = requireArray(file, depthSource);
  const image = imageLayout(images.shape);
  const depth = image && depthLayout(depths.shape, image);
  const sameCount = images.shape[0] === depths.shape[0];
  if (image && depth && sameCount && /^u?int\d+$/.test(images.type) && /^float(32|64)$/.test(depths.type)) {
    return {
      images: { name: "images", array: images, layout: image },
      depths: { name: depthSource, array: depths, layout: depth },
    };
  }
  const said = ({ type, shape }: HdfArray): string => `${type} [${shape.join(", ")}]`;
  throw new InputError(
    `${file.path}: images ${said(images)} and ${depthSource} ${said(depths)}; expected uint8 [N, 3, W, H] and float32 [N, W, H] in metres, N frames`,
  );
}

function readFrame<Values extends Uint8Array | Float32Array>(
  file: HdfFile,
  { name, array, layout }: FrameArray,
  id: string,
  values: new (length: number) => Values,
): Values {
  const frame = Number(id) - 1;
  const read = array.read(frame, frame + 1);
  const stored =
    read instanceof BigInt64Array || read instanceof BigUint64Array ? Array.from(read, Number) : read;
  const out = toRowMajor(stored, layout, new values(stored.length));
  if (out instanceof Uint8Array && !(read instanceof Uint8Array)) {
    const wrong = stored.find((value) => value < 0 || value > 255);
    if (wrong !== undefined)
      throw new InputError(
        `${file.path}: "${name}" of frame ${frame + 1} has value ${wrong}; expected 0 to 255`,
      );
  }
  return out;
}

/** Scenes of the frames, by frame; null: the file does not name them. */
function readScenes(file: HdfFile, frames: number): readonly string[] | null {
  const scenes = file.strings("scenes", frames);
  const blank = scenes?.indexOf("") ?? -1;
  if (blank >= 0)
    throw new InputError(`${file.path}: "scenes" has no name for frame ${blank + 1}; expected one for each`);
  return scenes;
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
  return openFrames(file, folder, options).catch((error: unknown) => {
    file.close();
    throw error;
  });
}

async function openFrames(file: HdfFile, folder: string, options: NyuOptions): Promise<Dataset<DepthMap>> {
  const { images, depths } = frameArrays(file, options.depthSource ?? "depths");
  const { width, height } = images.layout;
  const [frames] = images.array.shape;
  const splits = await readSplits(folder, frames);
  const scenes = readScenes(file, frames);
  const last = [...splits.train, ...splits.validation, ...splits.test].sort().at(-1);
  const official = await isOfficial(folder, frames, options.cacheDirectory);
  const readImage = async (id: string) => ({ width, height, data: readFrame(file, images, id, Uint8Array) });
  const readAnnotation = async (id: string) => ({
    width,
    height,
    depthMeters: readFrame(file, depths, id, Float32Array),
  });
  return {
    id: "nyuv2-labelled",
    distribution: (await isInScenes(folder)) ? "scenes" : official ? "official" : "custom",
    root: folder,
    fingerprint: await datasetFingerprint(splits, folder, [matName, splitsName], options.cacheDirectory),
    splits,
    readImage,
    imagePath: () => null,
    readAnnotation,
    sceneOf: (id) => scenes?.[Number(id) - 1] ?? null,
    verify: async (ids) => {
      for (const id of ids) {
        const what = `${file.path}, "${depths.name}" of frame ${Number(id)}`;
        requireMetres(await readAnnotation(id), what, options.onWarning);
        // HDF5 finds missing chunks only on reading them: the last frame is the cheap probe for a truncated file.
        if (id === last) await readImage(id);
      }
      return null;
    },
    [Symbol.asyncDispose]: async () => {
      file.close();
    },
  };
}
