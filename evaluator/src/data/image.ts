import sharp from "sharp";
import "./decoders.ts";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import type { RgbImage } from "./dataset.ts";
import { mostPixels, requireImageSize } from "./image-limits.ts";
import { readSourceFile } from "./source-file.ts";

/**
 * Embedded profiles are ignored and EXIF rotation is not applied: annotations refer to the stored pixels, and the
 * reference (Pillow) decodes that way. "error" accepts what libjpeg only warns about, and refuses truncated files.
 */
const decoding = { ignoreIcc: true, failOn: "error", limitInputPixels: mostPixels } as const;

/** A header is read whatever it states: its numbers are what an error has to tell. */
const headerAlone = { ...decoding, limitInputPixels: false } as const;

/** Grey is repeated, alpha dropped. */
function threeChannels(data: Uint8Array, pixels: number, channels: number): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array(pixels * 3);
  const step = channels >= 3 ? 1 : 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[pixel * 3 + channel] = data[pixel * channels + channel * step];
    }
  }
  return rgb;
}

/**
 * Inks to colours as Pillow does it, to the bit: what black leaves of 255, less each ink's share of it. A profile of the
 * press would give other colours, and profiles are not applied to anything else here.
 */
function colourOfInks(inks: Uint8Array, pixels: number): Uint8Array {
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const light = 255 - inks[pixel * 4 + 3];
    for (let channel = 0; channel < 3; channel++) {
      const product = inks[pixel * 4 + channel] * light + 128;
      rgb[pixel * 3 + channel] = light - ((product + (product >> 8)) >> 8);
    }
  }
  return rgb;
}

/** Named as what it is where that is known. */
function undecodable(bytes: Uint8Array, path: string, why: string): InputError {
  const kind = fileKind(bytes);
  const found = kind === null || kind.endsWith(" image") ? why : `is ${kind}`;
  return new InputError(`${path}: ${found}; expected a whole image file`);
}

/** Decodes JPEG or PNG bytes to `[height, width, 3]`. Throws InputError naming `path`. */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<RgbImage> {
  try {
    const image = sharp(bytes, decoding);
    const isInks = (await image.metadata()).space === "cmyk";
    if (isInks) image.pipelineColourspace("cmyk").toColourspace("cmyk");
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const rgb = isInks ? colourOfInks(view, width * height) : threeChannels(view, width * height, channels);
    return { width, height, data: rgb };
  } catch (error) {
    await requireStatedSize(bytes, path);
    throw undecodable(bytes, path, `does not decode as an image (${oneLine(error)})`);
  }
}

/** Throws InputError where the header states more pixels than are decoded: the decoder says only that they are too many. */
async function requireStatedSize(bytes: Uint8Array, path: string): Promise<void> {
  const metadata = async () => sharp(bytes, headerAlone).metadata();
  const stated = await metadata().catch(() => null);
  if (stated) requireImageSize(stated, path);
}

/** Reads and decodes one image file. */
export async function readRgbImage(path: string): Promise<RgbImage> {
  return decodeImage(await readSourceFile(path, "an image"), path);
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** EXIF's, 1 to 8: how a camera was held. It is not applied. */
  readonly orientation: number;
}

/** Width and height of the stored pixels, from the header alone. */
export async function readImageSize(path: string): Promise<ImageSize> {
  const bytes = await readSourceFile(path, "an image");
  try {
    const { width, height, orientation = 1 } = await sharp(bytes, headerAlone).metadata();
    requireImageSize({ width, height }, path);
    return { width, height, orientation };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw undecodable(bytes, path, `has no readable image header (${oneLine(error)})`);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Throws InputError where an image and its annotation differ in size.
 *
 * @param expected with `source`, what says so
 * @param orientation EXIF's of the image: annotations of the turned picture are a common fault
 */
export function requireSameSize(
  path: string,
  found: Size,
  expected: Size & { readonly source: string },
  orientation: number,
): void {
  const { width, height } = found;
  if (width === expected.width && height === expected.height) return;
  const turned = width === expected.height && height === expected.width && orientation > 4;
  const hint = turned
    ? `; EXIF orientation ${orientation} turns the picture by a quarter, which annotations of the stored pixels do not`
    : "";
  throw new InputError(
    `${path}: ${width} x ${height} pixels; expected ${expected.width} x ${expected.height} as ${expected.source}${hint}`,
  );
}

const unitOfByte = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** `[3, height, width]` in 0 to 1, the layout that resizing and backbones take. */
export function channelsFromRgb({ width, height, data }: RgbImage): Float32Array {
  const pixels = width * height;
  const channels = new Float32Array(3 * pixels);
  for (let pixel = 0, at = 0; pixel < pixels; pixel++, at += 3) {
    channels[pixel] = unitOfByte[data[at]];
    channels[pixels + pixel] = unitOfByte[data[at + 1]];
    channels[2 * pixels + pixel] = unitOfByte[data[at + 2]];
  }
  return channels;
}
