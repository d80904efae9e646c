import { crc32, deflateSync } from "node:zlib";
import { decode } from "fast-png";
import { InputError } from "../files/input-error.ts";
import type { LabelMap } from "./dataset.ts";
import { readSourceFile } from "./source-file.ts";

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const headerBytes = 33;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
}

/** Size and kind of a PNG file. Throws InputError if it isn't one or ends before its end chunk. */
export function pngHeader(bytes: Buffer, path: string): PngHeader {
  if (bytes.length < headerBytes || !bytes.subarray(0, 8).equals(signature)) {
    throw new InputError(
      `${path}: is not a PNG file (${bytes.length} bytes); expected an indexed or grey PNG`,
    );
  }
  if (!bytes.subarray(-12).includes("IEND")) {
    throw new InputError(
      `${path}: truncated PNG, ${bytes.length} bytes without its end chunk; expected a whole file`,
    );
  }
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    bitDepth: bytes[24],
    colourType: bytes[25],
  };
}

/** One byte a pixel from rows that are packed to whole bytes, the first pixel in the highest bits. */
function unpackRows(packed: ArrayLike<number>, { width, height, bitDepth }: PngHeader): Uint8Array {
  const stride = Math.ceil((width * bitDepth) / 8);
  const mask = (1 << bitDepth) - 1;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bitDepth;
      data[y * width + x] = (packed[y * stride + (bit >> 3)] >> (8 - bitDepth - (bit & 7))) & mask;
    }
  }
  return data;
}

/**
 * Decodes an indexed or grey PNG of 1 to 8 bits to its stored values, `[height, width]`: palette indices stay
 * indices. Throws InputError naming `path`.
 */
export function decodeIndexedPng(bytes: Buffer, path: string): LabelMap {
  const header = pngHeader(bytes, path);
  const { width, height, bitDepth, colourType } = header;
  if ((colourType !== 0 && colourType !== 3) || bitDepth > 8) {
    throw new InputError(
      `${path}: PNG of colour type ${colourType} with ${bitDepth} bits; expected type 3 (indexed) or 0 (grey), up to 8 bits`,
    );
  }
  let data: Uint8Array;
  try {
    const decoded = decode(bytes, { checkCrc: true }).data;
    data = bitDepth < 8 ? unpackRows(decoded, header) : Uint8Array.from(decoded);
  } catch (error) {
    throw new InputError(
      `${path}: does not decode as PNG (${(error as Error).message}); expected a whole file`,
    );
  }
  if (data.length !== width * height) {
    throw new InputError(`${path}: ${data.length} pixels; expected ${width} x ${height}`);
  }
  return { width, height, data };
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
    signature,
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Pascal VOC's palette, `[256, 3]`: the bits of the index dealt to red, green and blue from the highest down. */
export function vocPalette(): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let index = 0; index < 256; index++) {
    for (let bit = 0; bit < 8; bit++) {
      for (let channel = 0; channel < 3; channel++) {
        palette[index * 3 + channel] |= ((index >> (3 * bit + channel)) & 1) << (7 - bit);
      }
    }
  }
  return palette;
}
