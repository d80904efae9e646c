import { crc32, deflateSync, inflateSync } from "node:zlib";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import type { LabelMap } from "./dataset.ts";
import { requireImageSize } from "./image-limits.ts";
import { type PngChunk, pngChunks, pngSignature } from "./png-chunks.ts";
import { filteredBytes, type StoredImage, unpackPixels } from "./png-passes.ts";
import { readSourceFile } from "./source-file.ts";

/** Some writers pad the last row; other readers pass over what is too much. */
const surplusBytes = 1 << 16;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

/** Throws InputError if it isn't a PNG file, is too large or ends before its end chunk. */
function parse(bytes: Buffer, path: string): { readonly header: PngHeader; readonly chunks: PngChunk[] } {
  if (!bytes.subarray(0, 8).equals(pngSignature)) {
    const kind = fileKind(bytes);
    const found = kind === null ? `${bytes.length} bytes` : kind;
    throw new InputError(`${path}: is not a PNG file (${found}); expected an indexed or grey PNG`);
  }
  const chunks = pngChunks(bytes, path);
  const [{ type, data }] = chunks;
  if (type !== "IHDR" || data.length !== 13) {
    throw new InputError(`${path}: PNG begins with ${data.length} bytes ${type}; expected 13 bytes IHDR`);
  }
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [bitDepth, colourType, , , interlacing] = data.subarray(8);
  requireImageSize({ width, height }, path);
  return { header: { width, height, bitDepth, colourType, interlaced: interlacing === 1 }, chunks };
}

/** Size and kind of a PNG file. Throws InputError as `parse`. */
export function pngHeader(bytes: Buffer, path: string): PngHeader {
  return parse(bytes, path).header;
}

/** The header of an image whose stored values are labels. */
function labelImage({ bitDepth, colourType, ...image }: PngHeader, path: string): StoredImage {
  if (colourType === 0 || colourType === 3) {
    if (bitDepth === 1 || bitDepth === 2 || bitDepth === 4 || bitDepth === 8) return { ...image, bitDepth };
  }
  throw new InputError(
    `${path}: PNG of colour type ${colourType} with ${bitDepth} bits; expected type 3 (indexed) or 0 (grey), up to 8 bits`,
  );
}

/** Inflates no more than the header says. Checksums of chunks that no pixel depends on are not looked at. */
function inflateRows(chunks: readonly PngChunk[], expected: number): Buffer {
  for (const { type, data, checksum } of chunks) {
    if ((type === "IHDR" || type === "IDAT") && crc32(data, crc32(type)) !== checksum) {
      throw new RangeError(`wrong checksum of a chunk ${type}`);
    }
  }
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const rows = inflateSync(packed, { maxOutputLength: expected + surplusBytes });
  if (rows.length < expected) throw new RangeError(`${rows.length} of ${expected} bytes of pixels`);
  return rows;
}

/**
 * Decodes an indexed or grey PNG of 1 to 8 bits to its stored values, `[height, width]`: palette indices stay
 * indices. Throws InputError naming `path`.
 */
export function decodeIndexedPng(bytes: Buffer, path: string): LabelMap {
  const { header, chunks } = parse(bytes, path);
  const image = labelImage(header, path);
  try {
    const rows = inflateRows(chunks, filteredBytes(image));
    return { width: image.width, height: image.height, data: unpackPixels(rows, image) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new InputError(
        `${path}: its data are longer than ${filteredBytes(image)} bytes; expected those of the pixels that its header states`,
      );
    }
    throw new InputError(`${path}: does not decode as PNG (${message}); expected a whole file`);
  }
}

/** Reads and decodes one label map. */
export async function readIndexedPng(path: string): Promise<LabelMap> {
  return decodeIndexedPng(await readSourceFile(path, "an indexed or grey PNG"), path);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function packRow(row: Uint8Array, bitDepth: number): Uint8Array {
  if (bitDepth === 8) return row;
  const packed = new Uint8Array(Math.ceil((row.length * bitDepth) / 8));
  row.forEach((value, x) => {
    const bit = x * bitDepth;
    packed[bit >> 3] |= value << (8 - bitDepth - (bit & 7));
  });
  return packed;
}

export interface IndexedPngOptions {
  /** `[colours, 3]`; without one the file is grey (colour type 0). */
  readonly palette?: Uint8Array;
  readonly bitDepth?: 1 | 2 | 4 | 8;
}

/** Encodes a label map so that the stored values are the labels. */
export function encodeIndexedPng(map: LabelMap, { palette, bitDepth = 8 }: IndexedPngOptions = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(map.width, 0);
  header.writeUInt32BE(map.height, 4);
  header[8] = bitDepth;
  header[9] = palette ? 3 : 0;
  const rows: Uint8Array[] = [];
  const noFilter = Uint8Array.of(0);
  for (let y = 0; y < map.height; y++) {
    rows.push(noFilter, packRow(map.data.subarray(y * map.width, (y + 1) * map.width), bitDepth));
  }
  return Buffer.concat([
    pngSignature,
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}
