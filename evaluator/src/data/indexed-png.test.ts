import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { vocPalette } from "../contract/index.ts";
import { decodeIndexedPng, encodeIndexedPng, pngHeader } from "./indexed-png.ts";

const width = 13;
const height = 5;
const mapOf = (bitDepth: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 37 + 3) % 2 ** bitDepth),
});

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, "latin1");
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, -4)), data.length + 8);
  return framed;
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Rows of the reduced images, packed; row after row with another of the filters None, Sub and Up. */
function interlacedRows({ data }: ReturnType<typeof mapOf>, bitDepth: number): Uint8Array {
  const rows: number[] = [];
  for (const [left, top, right, down] of adam7) {
    let above: number[] = [];
    for (let y = top, filter = 0; left < width && y < height; y += down, filter = (filter + 1) % 3) {
      const row: number[] = [];
      for (let x = left, at = 0; x < width; x += right, at++) {
        const bit = at * bitDepth;
        row[bit >> 3] = (row[bit >> 3] ?? 0) | (data[y * width + x] << (8 - bitDepth - (bit & 7)));
      }
      const predicted = (at: number) => (filter === 0 ? 0 : filter === 1 ? row[at - 1] : above[at]) ?? 0;
      rows.push(filter, ...row.map((byte, at) => byte - predicted(at)));
      above = row;
    }
  }
  return Uint8Array.from(rows);
}

function interlaced(bitDepth: number, colourType: 0 | 3, rows: Uint8Array): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, bitDepth, colourType, 0, 0, 1]);
  const palette = chunk("PLTE", vocPalette().subarray(0, 3 * 2 ** bitDepth));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    ...(colourType === 3 ? [palette] : []),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("indexed and grey PNG", () => {
  test.each([1, 2, 4, 8] as const)("%d bits keep the stored values when interlaced", (bitDepth) => {
    const map = mapOf(bitDepth);
    for (const colourType of [0, 3] as const) {
      const png = interlaced(bitDepth, colourType, interlacedRows(map, bitDepth));
      expect(decodeIndexedPng(png, "a.png")).toEqual(map);
    }
  });

  test.each([
    [1, 2],
    [2, 4],
    [4, 16],
    [8, 200],
  ] as const)(
    "%d bits and each row's own filter, as libpng writes them, interlaced or not",
    async (bitdepth, colours) => {
      const [w, h] = [61, 43];
      const ramp = Uint8Array.from({ length: w * h * 3 }, (_, i) => ((i * i) >> 6) + (i % 3) * 40);
      for (const progressive of [true, false]) {
        const raw = { width: w, height: h, channels: 3 } as const;
        const options = { palette: true, bitdepth, colours, progressive, dither: 0, adaptiveFiltering: true };
        const png = await sharp(ramp, { raw }).png(options).toBuffer();
        expect(pngHeader(png, "a.png")).toMatchObject({
          bitDepth: bitdepth,
          colourType: 3,
          interlaced: progressive,
        });
        const palette = png.subarray(png.indexOf("PLTE") + 4);
        const { data } = decodeIndexedPng(png, "a.png");
        const colour = [...data].flatMap((index) => [...palette.subarray(3 * index, 3 * index + 3)]);
        expect(Buffer.from(colour).equals(await sharp(png).removeAlpha().raw().toBuffer())).toBe(true);
      }
    },
  );

  test("bytes behind the image and checksums of other chunks do not matter", () => {
    const map = mapOf(4);
    const rows = interlacedRows(map, 4);
    const png = interlaced(4, 0, Buffer.concat([rows, Buffer.alloc(100)]));
    expect(decodeIndexedPng(Buffer.concat([png, Buffer.alloc(4096)]), "a.png")).toEqual(map);
    const text = chunk("tEXt", Buffer.from("Comment\0made by hand"));
    text[text.length - 1] ^= 1;
    const told = Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]);
    expect(decodeIndexedPng(told, "a.png")).toEqual(map);
  });

  test("pixels that are too few or far too many are refused", () => {
    const rows = interlacedRows(mapOf(4), 4);
    const few = interlaced(4, 0, rows.subarray(1));
    expect(() => decodeIndexedPng(few, "few.png")).toThrow(
      /few.png: does not decode as PNG \(\d+ of \d+ bytes/,
    );
    const many = interlaced(4, 0, new Uint8Array(2 ** 24));
    expect(() => decodeIndexedPng(many, "many.png")).toThrow(/^many.png: its data are longer than 46 bytes/);
  });

  test.each([1, 2, 4, 8] as const)("%d bits keep the stored values", (bitDepth) => {
    const map = mapOf(bitDepth);
    const palette = vocPalette().subarray(0, 3 * 2 ** bitDepth);
    expect(decodeIndexedPng(encodeIndexedPng(map, { palette, bitDepth }), "a.png")).toEqual(map);
    expect(decodeIndexedPng(encodeIndexedPng(map, { bitDepth }), "a.png")).toEqual(map);
  });

  test("the palette is Pascal VOC's", () => {
    const colour = (index: number) => [...vocPalette().subarray(index * 3, index * 3 + 3)];
    expect([0, 1, 2, 15, 20, 255].map(colour)).toEqual([
      [0, 0, 0],
      [128, 0, 0],
      [0, 128, 0],
      [192, 128, 128],
      [0, 64, 128],
      [224, 224, 192],
    ]);
  });

  test("a truncated file, a changed byte and a file of another kind are named", () => {
    const png = encodeIndexedPng(mapOf(8), { palette: vocPalette() });
    expect(() => decodeIndexedPng(png.subarray(0, png.length - 20), "cut.png")).toThrow(
      /^cut.png: truncated PNG/,
    );
    const changed = Buffer.from(png);
    changed[png.length - 20] ^= 0xff;
    expect(() => decodeIndexedPng(changed, "changed.png")).toThrow(/^changed.png: does not decode/);
    expect(() => decodeIndexedPng(Buffer.from("GIF89a"), "b.png")).toThrow(/^b.png: is not a PNG/);
    const page = Buffer.from("<!DOCTYPE html><title>Log in</title>");
    expect(() => decodeIndexedPng(page, "page.png")).toThrow(
      "page.png: is not a PNG file (a web page (HTML)); expected an indexed or grey PNG",
    );
    const rgb = Buffer.from(png);
    rgb[25] = 2;
    expect(() => decodeIndexedPng(rgb, "rgb.png")).toThrow(
      "colour type 2 with 8 bits; expected type 3 (indexed)",
    );
  });
});

describe("label maps too large to be true", () => {
  /** A grey PNG whose header states one size and whose data are of another. */
  function stating(width: number, height: number, rawBytes: number): Buffer {
    const chunk = (type: string, data: Uint8Array) => {
      const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
      const framed = Buffer.alloc(body.length + 8);
      framed.writeUInt32BE(data.length, 0);
      body.copy(framed, 4);
      framed.writeUInt32BE(crc32(body), body.length + 4);
      return framed;
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header[8] = 8;
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    const data = deflateSync(Buffer.alloc(rawBytes));
    return Buffer.concat([
      signature,
      chunk("IHDR", header),
      chunk("IDAT", data),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }

  test("are refused by their header", () => {
    expect(() => decodeIndexedPng(stating(20_000, 20_000, 100), "a.png")).toThrow(
      "a.png: 20000 x 20000 pixels; expected whole numbers from 1, at most 67108864 pixels in all",
    );
    expect(() => decodeIndexedPng(stating(0, 8, 100), "a.png")).toThrow("a.png: 0 x 8 pixels");
  });

  test("are refused where their data inflate to more than the header states", () => {
    expect(() => decodeIndexedPng(stating(10, 10, 300_000_000), "a.png")).toThrow(
      "a.png: its data are longer than 110 bytes; expected those of the pixels that its header states",
    );
    expect(decodeIndexedPng(stating(100, 80, 8080), "a.png").data).toEqual(new Uint8Array(8000));
  });
});
