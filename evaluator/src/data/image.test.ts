import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { channelsFromRgb, decodeImage, readImageSize, readRgbImage } from "./image.ts";

const golden = fileURLToPath(new URL("../../golden/jpeg", import.meta.url));
const pillowPixels: Record<string, { width: number; height: number; sha256: string }> = JSON.parse(
  readFileSync(join(golden, "pixels.json"), "utf8"),
);

const { files: pngKinds }: { files: Record<string, { png: string; sha256: string }> } = JSON.parse(
  readFileSync(fileURLToPath(new URL("png-kinds.fixture.json", import.meta.url)), "utf8"),
);

const raw = { width: 4, height: 3, channels: 3 } as const;
const pixels = Uint8Array.from({ length: 36 }, (_, i) => (i * 53) % 256);

describe("decoding", () => {
  test("reads pictures of cameras and tools, and no drawing or animation under their names", async () => {
    const picture = sharp(pixels, { raw });
    for (const format of ["jpeg", "png", "webp", "tiff", "avif"] as const) {
      const { width } = await decodeImage(await picture.clone().toFormat(format).toBuffer(), `a.${format}`);
      expect(width).toBe(4);
    }
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
    const animation = await picture.clone().gif().toBuffer();
    for (const bytes of [drawing, animation]) {
      await expect(decodeImage(bytes, "a.jpg")).rejects.toThrow(/^a\.jpg: .*expected a whole image file/);
    }
  });

  test("keeps stored pixels: no rotation by EXIF, no colour profile", async () => {
    const png = await sharp(pixels, { raw }).png().toBuffer();
    const tagged = await sharp(png)
      .withMetadata({ orientation: 6 })
      .withIccProfile("p3", { attach: true })
      .png()
      .toBuffer();
    const { data: stored } = await sharp(tagged, { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = await decodeImage(tagged, "p3.png");
    expect([image.width, image.height]).toEqual([4, 3]);
    expect([...image.data]).toEqual([...stored]);
    expect((await decodeImage(png, "plain.png")).data).toEqual(pixels);
  });

  test.each(Object.entries(pillowPixels))(
    "gives Pillow's pixels to the bit: %s.jpg",
    async (name, expected) => {
      const { data, ...size } = await readRgbImage(join(golden, `${name}.jpg`));
      expect({ ...size, sha256: createHash("sha256").update(data).digest("hex") }).toEqual(expected);
    },
  );

  test.each(Object.entries(pngKinds))(
    "gives Pillow's pixels to the bit: %s.png",
    async (name, { png, sha256 }) => {
      const { width, height, data } = await decodeImage(Buffer.from(png, "base64"), name);
      expect([width, height]).toEqual([13, 9]);
      expect(createHash("sha256").update(data).digest("hex")).toBe(sha256);
    },
  );

  test("bytes behind the image do not matter, and an image without its end is refused", async () => {
    const jpeg = readFileSync(join(golden, "full-444.jpg"));
    const told = Buffer.concat([jpeg, Buffer.alloc(4096), Buffer.from("maker note")]);
    expect(await decodeImage(told, "tail.jpg")).toEqual(await decodeImage(jpeg, "whole.jpg"));
    const png = await sharp(pixels, { raw }).png().toBuffer();
    expect((await decodeImage(Buffer.concat([png, Buffer.alloc(64)]), "tail.png")).data).toEqual(pixels);
    await expect(decodeImage(jpeg.subarray(0, -2), "cut.jpg")).rejects.toThrow(
      /^cut\.jpg: does not decode as an image \(VipsJpeg: premature end of JPEG image\); expected a whole/,
    );
  });

  test("a lossless WebP gives its pixels, whatever the file is called", async () => {
    const webp = await sharp(pixels, { raw }).webp({ lossless: true }).toBuffer();
    expect(await decodeImage(webp, "a.jpg")).toEqual({ width: 4, height: 3, data: pixels });
  });

  test("names what is given in place of an image", async () => {
    for (const [bytes, kind] of [
      ["", "an empty file"],
      ["version https://git-lfs.github.com/spec/v1\nsize 81234\n", "a Git LFS pointer to 81234 bytes"],
      ["<!DOCTYPE html><title>Log in</title>", "a web page (HTML)"],
      ["PK\x03\x04\x14\0", "a zip archive"],
    ] as const) {
      await expect(decodeImage(Buffer.from(bytes, "latin1"), "a.jpg")).rejects.toThrow(`a.jpg: is ${kind}`);
    }
  });

  test("repeats grey and drops alpha", async () => {
    const grey = await sharp(Uint8Array.of(10, 200), { raw: { width: 2, height: 1, channels: 1 } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
    expect([...(await decodeImage(grey, "grey.png")).data]).toEqual([10, 10, 10, 200, 200, 200]);
    const alpha = await sharp(Uint8Array.of(1, 2, 3, 128), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    expect([...(await decodeImage(alpha, "alpha.png")).data]).toEqual([1, 2, 3]);
  });

  test("refuses more pixels than it decodes by the header, without taking memory for them", async () => {
    const folder = await mkdtemp(join(tmpdir(), "image-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "huge.png");
    const create = { width: 9000, height: 9000, channels: 3, background: "#000" } as const;
    await writeFile(path, await sharp({ create }).png().toBuffer());
    const message = `${path}: 9000 x 9000 pixels; expected whole numbers from 1, at most 67108864 pixels in all`;
    await expect(readRgbImage(path)).rejects.toThrow(message);
    await expect(readImageSize(path)).rejects.toThrow(message);
  });

  test("names a file that is missing, truncated or no image", async () => {
    const folder = await mkdtemp(join(tmpdir(), "image-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919 + (i >> 5) * 31) % 256);
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, "cut.jpg"), jpeg.subarray(0, jpeg.length / 2));
    await writeFile(join(folder, "text.jpg"), "not an image");
    await expect(readRgbImage(join(folder, "none.jpg"))).rejects.toThrow(/none\.jpg: not found; expected/);
    await expect(readRgbImage(join(folder, "cut.jpg"))).rejects.toThrow(/cut\.jpg: does not decode/);
    await expect(readRgbImage(join(folder, "text.jpg"))).rejects.toThrow(/text\.jpg: does not decode/);
    await expect(readImageSize(join(folder, "text.jpg"))).rejects.toThrow(/text\.jpg: has no readable/);
    expect(await readImageSize(join(folder, "cut.jpg"))).toEqual({ width: 64, height: 64, orientation: 1 });
  });
});

test("channelsFromRgb puts channels first and scales to 1", () => {
  const channels = channelsFromRgb({ width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 0, 255, 102) });
  expect([...channels].map((value) => Math.round(value * 1000) / 1000)).toEqual([1, 0, 0, 1, 0.2, 0.4]);
});
