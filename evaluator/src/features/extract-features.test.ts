import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { goldenFolder, goldenManifest } from "../backbones/golden-case.fixture.ts";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { decodeFloat16, encodeFloat16 } from "../math/float16.ts";
import { type ExtractionSettings, extractFeatures } from "./extract-features.ts";
import { drawFeaturePictures } from "./feature-pictures.ts";
import { inputPixels } from "./input-pixels.ts";

let folder: string;
let backbone: Backbone;
let settings: Required<ExtractionSettings>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-"));
  const manifest = await goldenManifest("vit");
  backbone = await openBackbone(manifest, {
    weightsDirectory: goldenFolder,
    seed: 0,
    reading: "here",
    threads: 1,
    batchSize: 2,
  });
  const images = join(folder, "images");
  await mkdir(join(images, "deep"), { recursive: true });
  for (const [place, name] of ["1.png", "2.png", "10.png", "deep/3.jpg", "deep/4.png"].entries()) {
    const pixels = Uint8Array.from({ length: 3 * 40 * 30 }, (_, at) => (at * (place + 3)) % 251);
    const raw = { width: 40, height: 30, channels: 3 } as const;
    await sharp(pixels, { raw }).toFile(join(images, name));
  }
  settings = {
    ...{ images, out: join(folder, "all.safetensors"), precision: "float16", onDamaged: "stop" },
    progress: { update: () => {}, line: () => {} },
    signal: new AbortController().signal,
  };
});
afterAll(async () => {
  await backbone[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const names = ["1.png", "2.png", "10.png", "deep/3.jpg", "deep/4.png"];

/** The image's features as the backbone gives them. */
async function featuresOf(name: string): Promise<Float32Array> {
  return backbone.features(await inputPixels(join(settings.images, name), backbone.manifest), 1);
}

test("the file holds what the backbone gives, image by image", async () => {
  const outcome = await extractFeatures(backbone, settings);
  expect(outcome).toMatchObject({ state: "computed", shape: [5, 48, 4, 4], damaged: [] });
  const header = readSafetensorsHeader(settings.out);
  expect(JSON.parse(header.metadata.get("images") ?? "")).toEqual(names);
  expect(header.metadata.get("graphSha256")).toBe(backbone.graphSha256);
  for (const [row, name] of names.entries()) {
    const expected = decodeFloat16(encodeFloat16(await featuresOf(name)));
    expect(readTensor(header, "features", row)).toEqual(expected);
  }
  expect((await extractFeatures(backbone, settings)).state).toBe("already there");
  await expect(extractFeatures(backbone, { ...settings, precision: "float32" })).rejects.toThrow(
    /all\.safetensors: is there with another precision; expected/,
  );
  const { pictures, variance } = await drawFeaturePictures(settings.out, settings);
  expect([pictures, variance.length]).toEqual([5, 3]);
  const picture = await sharp(join(folder, "all.pca", "deep", "3.jpg.png")).metadata();
  expect([picture.width, picture.height]).toEqual([224, 224]);
});

test("what was cut off goes on where it was, to the same bytes", async () => {
  const whole = { ...settings, precision: "float32", out: join(folder, "whole.safetensors") } as const;
  await extractFeatures(backbone, whole);
  const out = join(folder, "cut.safetensors");
  const controller = new AbortController();
  const computed: number[] = [];
  const progress = {
    line: () => {},
    update: (phase: string, done: number) => {
      if (phase !== "features") return;
      computed.push(done);
      if (done === 2) controller.abort();
    },
  };
  const cut = { ...whole, out, progress };
  await expect(extractFeatures(backbone, { ...cut, signal: controller.signal })).rejects.toThrow(/abort/);
  await expect(stat(out)).rejects.toThrow(/ENOENT/);
  const other = { ...cut, precision: "float16" } as const;
  await expect(extractFeatures(backbone, other)).rejects.toThrow(/\.part: was begun with another precision/);
  const begun = computed.splice(0).at(-1);
  await extractFeatures(backbone, cut);
  expect(computed[0]).toBe(begun);
  expect(begun).toBeGreaterThanOrEqual(2);
  expect(await readFile(out)).toEqual(await readFile(whole.out));
  await expect(stat(`${out}.part.json`)).rejects.toThrow(/ENOENT/);
});

test("a damaged image ends the work by name, or is left out and listed", async () => {
  const images = join(folder, "damaged");
  await mkdir(images);
  for (const name of ["1.png", "2.png", "10.png"]) {
    await copyFile(join(settings.images, name), join(images, name));
  }
  const { size } = await stat(join(images, "2.png"));
  await truncate(join(images, "2.png"), Math.floor(size / 2));
  await writeFile(join(images, "3.png"), "no image");
  const damaged = { ...settings, images, out: join(folder, "damaged.safetensors") };
  await expect(extractFeatures(backbone, damaged)).rejects.toThrow(/1 of 4 images are damaged.*\n.*3\.png: /);
  await rm(join(images, "3.png"));
  await expect(extractFeatures(backbone, damaged)).rejects.toThrow(/2\.png: does not decode as an image/);
  const outcome = await extractFeatures(backbone, { ...damaged, onDamaged: "skip" });
  expect(outcome).toMatchObject({ shape: [2, 48, 4, 4], damaged: ["2.png"] });
  const header = readSafetensorsHeader(damaged.out);
  expect(JSON.parse(header.metadata.get("images") ?? "")).toEqual(["1.png", "10.png"]);
  expect(readTensor(header, "features", 1)).toEqual(decodeFloat16(encodeFloat16(await featuresOf("10.png"))));
});
