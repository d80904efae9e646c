import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { readRgbImage } from "./image.ts";
import { createImageLoader, type ImageLoader } from "./loader.ts";
import { centreCrop, centreOffset, type PreparationStep, prepareImage, shorterSideSize } from "./prepare.ts";

const steps: readonly PreparationStep[] = [
  { kind: "shorter-side", size: 40, kernel: "bilinear-antialias" },
  { kind: "centre-crop", height: 40, width: 40 },
  { kind: "resize", height: 28, width: 28, kernel: "bicubic-antialias" },
  { kind: "normalise", mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] },
];
let folder: string;
let paths: string[];
let loader: ImageLoader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "loader-"));
  paths = Array.from({ length: 12 }, (_, i) => join(folder, `${i}.png`));
  for (const [i, path] of paths.entries()) {
    const data = Uint8Array.from({ length: 80 * 61 * 3 }, (_, at) => (at * (i + 3)) % 256);
    await writeFile(
      path,
      await sharp(data, { raw: { width: 80, height: 61, channels: 3 } })
        .png()
        .toBuffer(),
    );
  }
  loader = createImageLoader({ threads: 2, ahead: 3 });
});
afterAll(async () => {
  await loader[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("preparation steps", () => {
  test("sizes and offsets are torchvision's", () => {
    expect(shorterSideSize(375, 500, 224)).toEqual({ height: 224, width: 298 });
    expect(shorterSideSize(640, 427, 224)).toEqual({ height: 335, width: 224 });
    // int(round((H - h) / 2)): 37, 55 (from 55.5 to even: 56), 2 (from 2.5), 4 (from 3.5).
    expect([centreOffset(298, 224), centreOffset(335, 224), centreOffset(9, 4), centreOffset(11, 4)]).toEqual(
      [37, 56, 2, 4],
    );
  });

  test("a crop keeps the middle of every plane and must fit", () => {
    const data = Uint8Array.from({ length: 24 }, (_, i) => i);
    const middle = centreCrop(data, 2, { height: 3, width: 4 }, { height: 1, width: 2 });
    expect([...middle]).toEqual([5, 6, 17, 18]);
    expect(() => centreCrop(data, 2, { height: 3, width: 4 }, { height: 4, width: 2 })).toThrow(
      "crop of 4 x 2 from 3 x 4",
    );
  });
});

describe("image loader", () => {
  test("threads find the process's decoders shut or open as they are, and leave them so", async () => {
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>');
    const reads = () => sharp(drawing).metadata();
    const inFile = join(folder, "drawing.png");
    await writeFile(inFile, drawing);
    await expect(reads()).rejects.toThrow("unsupported image format");
    sharp.unblock({ operation: ["VipsForeignLoadSvg"] });
    try {
      await using started = createImageLoader({ threads: 2 });
      await Promise.all(paths.map((source) => started.prepare({ source, steps })));
      expect(await reads(), "a thread threw the switch").toMatchObject({ format: "svg" });
    } finally {
      sharp.block({ operation: ["VipsForeignLoadSvg"] });
    }
    await expect(loader.prepare({ source: inFile, steps })).rejects.toThrow("expected a whole image file");
  });

  test("gives the same values as preparing here, in order, from files and from pixels", async () => {
    const expected = await Promise.all(
      paths.map(async (path) => prepareImage(await readRgbImage(path), steps)),
    );
    let at = 0;
    for await (const prepared of loader.stream(paths.map((source) => ({ source, steps })))) {
      expect([prepared.height, prepared.width]).toEqual([28, 28]);
      expect([...prepared.data]).toEqual([...expected[at++].data]);
    }
    expect(at).toBe(paths.length);
    const fromPixels = await loader.prepare({ source: await readRgbImage(paths[4]), steps });
    expect([...fromPixels.data]).toEqual([...expected[4].data]);
    const fromFile = await loader.prepare({ source: paths[4], steps });
    expect(fromFile.imageSha256).toBe(fromPixels.imageSha256);
    expect(loader.waitShare()).toBeGreaterThan(0);
    expect(loader.waitShare()).toBeLessThanOrEqual(1);
  });

  test("reports an image that doesn't decode in its turn and goes on", async () => {
    const broken = join(folder, "broken.jpg");
    await writeFile(broken, "nothing");
    const stream = loader.stream([paths[0], broken, paths[1]].map((source) => ({ source, steps })));
    expect((await stream.next()).done).toBe(false);
    await expect(stream.next()).rejects.toThrow(/broken\.jpg: does not decode/);
    await expect(loader.prepare({ source: broken, steps })).rejects.toBeInstanceOf(InputError);
    expect((await loader.prepare({ source: paths[2], steps })).height).toBe(28);
  });

  test("does not run further ahead than it may", async () => {
    let asked = 0;
    async function* jobs() {
      for (const source of paths) {
        asked++;
        yield { source, steps };
      }
    }
    const stream = loader.stream(jobs());
    await stream.next();
    expect(asked).toBe(4);
    await stream.return(undefined);
  });

  test("rejects what is left when it is closed", async () => {
    const other = createImageLoader({ threads: 1 });
    const left = other.prepare({ source: paths[0], steps });
    await other[Symbol.asyncDispose]();
    await expect(left).rejects.toThrow("image worker ended");
    await expect(other.prepare({ source: paths[0], steps })).rejects.toThrow("image worker ended");
  });
});
