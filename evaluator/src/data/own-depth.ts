import { createHash } from "node:crypto";
import { join } from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { canonicalJson, ownDepthDatasetId, parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { oneLine } from "../files/one-line.ts";
import { type DepthLimits, depthRange } from "../protocol.ts";
import type { Dataset, DepthMap, Splits } from "./dataset.ts";
import { requireMetres } from "./depth-values.ts";
import { findFiles } from "./find-files.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { holdOutEveryTenth, holdOutTail } from "./hold-out.ts";
import { readImageSize, readRgbImage, requireSameSize } from "./image.ts";
import { imageExtensions, listImages } from "./image-folder.ts";
import { pngHeader } from "./indexed-png.ts";
import type { OpenOptions } from "./open-options.ts";
import { pathKind, readSourceFile } from "./source-file.ts";
import { readIdList } from "./voc.ts";

/** What the stored values mean. */
const scaleName = "depth.json";
const scaleSchema = z.strictObject({
  /** 0.001 where a unit is a millimetre. A stored 0 is no depth. */
  metresPerUnit: z.number().positive(),
  /** Beyond it nothing teaches and nothing is scored. */
  maxDepthMetres: z.number().gt(depthRange.minDepthMeters),
});
type Scale = z.infer<typeof scaleSchema>;

const imageFolder = "images";
const depthFolder = "depth";

/** The user's own images with a depth at each pixel. */
export interface OwnDepthDataset extends Dataset<DepthMap> {
  /** Depths that count. */
  readonly range: DepthLimits;
}

/** Without lists the last fifth tests: neighbours in a list are often frames of one video. */
const trainShare = 0.8;

async function splitsOf(root: string): Promise<Splits> {
  const [train, val] = ["train.txt", "val.txt"].map((name) => join(root, name));
  const kinds = [await pathKind(train), await pathKind(val)];
  if (kinds.every((kind) => kind === "file")) {
    const [trained, tested] = [await readIdList(train), await readIdList(val)];
    const known = new Set(trained);
    const shared = tested.find((id) => known.has(id));
    if (shared === undefined) return { ...holdOutEveryTenth(trained, train), test: tested };
    throw new InputError(`${train}: ${shared} is in val.txt too; expected disjoint lists`);
  }
  if (kinds.includes("file")) {
    throw new InputError(`${root}: has one of train.txt and val.txt; expected both lists, or neither`);
  }
  const folder = join(root, imageFolder);
  const ids = (await listImages(folder)).images.map(({ name }) => name.replace(/\.[^./]+$/, ""));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new InputError(`${folder}: two images are called ${twice}; expected one of each name`);
  }
  const { train: first, validation: test } = holdOutTail(ids, trainShare, folder);
  return { ...holdOutEveryTenth(first, folder), test };
}

/** Decodes a grey PNG of 16 bits to its stored values, `[height, width]`. */
async function readUnits(path: string): Promise<{ width: number; height: number; units: Uint16Array }> {
  const bytes = await readSourceFile(path, "a grey PNG of 16 bits");
  const { width, height, bitDepth, colourType } = pngHeader(bytes, path);
  if (bitDepth !== 16 || colourType !== 0) {
    throw new InputError(
      `${path}: PNG of colour type ${colourType} with ${bitDepth} bits; expected type 0 (grey) with 16 bits`,
    );
  }
  try {
    const decoder = sharp(bytes, { failOn: "error", ignoreIcc: true, limitInputPixels: false });
    const { buffer, byteOffset } = await decoder.toColourspace("grey16").raw({ depth: "ushort" }).toBuffer();
    return { width, height, units: new Uint16Array(buffer, byteOffset, width * height) };
  } catch (error) {
    throw new InputError(`${path}: does not decode as PNG (${oneLine(error)}); expected a whole file`);
  }
}

async function readDepth(path: string, { metresPerUnit }: Scale): Promise<DepthMap> {
  const { width, height, units } = await readUnits(path);
  return { width, height, depthMeters: Float32Array.from(units, (unit) => metresPerUnit * unit) };
}

async function readScale(root: string): Promise<Scale> {
  const path = join(root, scaleName);
  const expected = '{ "metresPerUnit": 0.001, "maxDepthMetres": 10 }';
  return requireParsed(
    path,
    scaleName,
    parseDocument(scaleSchema, await readJsonFile(path, expected), "file"),
  );
}

/**
 * The user's own images for depth: images/ID.jpg, depth/ID.png (16 bits, grey), depth.json (what a unit is, how far is
 * counted), and train.txt with val.txt or neither (PROTOCOL.md). Ids may lead into folders. Throws InputError.
 */
export async function openOwnDepth(root: string, options: OpenOptions = {}): Promise<OwnDepthDataset> {
  const scale = await readScale(root);
  const range = { minDepthMeters: depthRange.minDepthMeters, maxDepthMeters: scale.maxDepthMetres };
  const splits = await splitsOf(root);
  const ids = [...splits.train, ...splits.validation, ...splits.test];
  const wanted = { listedIn: `${root}: the list of images`, entry: (index: number) => `image ${ids[index]}` };
  const [imageRoot, depthRoot] = [join(root, imageFolder), join(root, depthFolder)];
  const images = await findFiles(ids, {
    ...{ ...wanted, folder: imageRoot, extensions: imageExtensions, expected: "a folder of images" },
  });
  const maps = await findFiles(ids, {
    ...{ ...wanted, folder: depthRoot, extensions: [".png"], expected: "a folder of depth maps" },
  });
  const imageOf = new Map(ids.map((id, index) => [id, join(imageRoot, images[index])]));
  const depthOf = new Map(ids.map((id, index) => [id, join(depthRoot, maps[index])]));
  const [imagePath, depthPath] = [imageOf, depthOf].map((paths) => (id: string) => paths.get(id) ?? id);
  const files = await datasetFingerprint(splits, depthRoot, maps, options.cacheDirectory);
  return {
    id: ownDepthDatasetId,
    distribution: "custom",
    root,
    // Another scale is another truth.
    fingerprint: createHash("sha256")
      .update(`${files}\nscale\n${canonicalJson(scale)}\n`)
      .digest("hex"),
    splits,
    range,
    readImage: (id) => readRgbImage(imagePath(id)),
    imagePath,
    readAnnotation: (id) => readDepth(depthPath(id), scale),
    verify: async (some) => {
      for (const id of some) {
        const map = await readDepth(depthPath(id), scale);
        const { orientation, ...size } = await readImageSize(imagePath(id));
        requireSameSize(depthPath(id), map, { ...size, source: imagePath(id) }, orientation);
        requireMetres(map, depthPath(id), options.onWarning, range);
      }
      return null;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
