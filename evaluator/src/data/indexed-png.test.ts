import { describe, expect, test } from "vitest";
import { decodeIndexedPng, encodeIndexedPng, vocPalette } from "./indexed-png.ts";

const width = 13;
const height = 5;
const mapOf = (bitDepth: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 37 + 3) % 2 ** bitDepth),
});

describe("indexed and grey PNG", () => {
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
    const rgb = Buffer.from(png);
    rgb[25] = 2;
    expect(() => decodeIndexedPng(rgb, "rgb.png")).toThrow(
      "colour type 2 with 8 bits; expected type 3 (indexed)",
    );
  });
});
