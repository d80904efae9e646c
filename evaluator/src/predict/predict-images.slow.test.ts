import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { goldenFolder, goldenManifest } from "../backbones/golden-case.fixture.ts";
import { baseVariant, smokeBudget } from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import { silent } from "../cell/silent.fixture.ts";
import { readIndexedPng } from "../data/indexed-png.ts";
import { vocClassNames } from "../data/voc.ts";
import { evaluatorProgram } from "../grid/launch.ts";
import { generateScenes } from "../scenes/generate.ts";
import { readUploadFile } from "../upload/upload-file.ts";
import { type PredictionSettings, predictImages } from "./predict-images.ts";

let folder: string;
let bundle: string;
let settings: PredictionSettings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "predict-"));
  await generateScenes({ out: join(folder, "scenes"), images: 8, seed: 3 });
  await writeFile(join(folder, "scenes", "voc", "classes.txt"), vocClassNames.join("\n"));
  // A model of the user's own, beside its private manifest.
  await copyFile(join(goldenFolder, "vit.safetensors"), join(folder, "own.safetensors"));
  const { family, options, inputSize, mean, std } = await goldenManifest("vit");
  const own = { private: true, weights: "own.safetensors", family, options, inputSize, mean, std };
  await writeFile(join(folder, "own.json"), JSON.stringify(own));
  const shared = {
    ...{ cache: join(folder, "cache"), weights: folder, progress: silent },
    executor: "onnxruntime",
    reading: "here" as const,
    signal: new AbortController().signal,
  } as const;
  const task = "segmentation";
  const run = await runCell(
    { backbone: join(folder, "own.json"), task, variant: baseVariant, seed: 0, budget: smokeBudget(task, 4) },
    {
      ...{ ...shared, data: join(folder, "scenes", "voc"), out: join(folder, "runs"), cacheBytes: 1e9 },
      command: "evaluator run",
    },
  );
  bundle = run.path;
  await rm(join(folder, "scenes", "voc", "VOCdevkit", "VOC2012", "SegmentationClass"), { recursive: true });
  settings = {
    ...{ ...shared, images: join(folder, "images"), out: join(folder, "out") },
    ...{ onDamaged: "stop", embeddings: false },
  };
  const photos = join(folder, "scenes", "voc", "VOCdevkit", "VOC2012", "JPEGImages");
  await mkdir(join(settings.images, "deep"), { recursive: true });
  for (const [place, name] of (await readdir(photos)).sort().slice(0, 3).entries()) {
    await copyFile(join(photos, name), join(settings.images, place === 0 ? "deep" : "", name));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a readout on an own model runs on other images without its data set", async () => {
  const outcome = await predictImages(bundle, settings);
  expect(outcome).toMatchObject({ task: "segmentation", backbone: "own", predicted: 3, damaged: [] });
  const index = JSON.parse(await readFile(outcome.path, "utf8"));
  expect(index.classes[1]).toEqual({ index: 1, name: vocClassNames[1], colour: "#800000" });
  expect(index.images).toHaveLength(3);
  for (const name of index.images) {
    const { width, height } = await sharp(join(settings.images, name)).metadata();
    const map = await readIndexedPng(join(settings.out, `${name}.classes.png`));
    expect([map.width, map.height]).toEqual([width, height]);
    expect(Math.max(...map.data)).toBeLessThan(vocClassNames.length);
    const overlay = await sharp(join(settings.out, `${name}.overlay.jpg`)).metadata();
    expect([overlay.width, overlay.height]).toEqual([width, height]);
  }
  // A rerun computes what is missing alone.
  await rm(join(settings.out, `${index.images[0]}.overlay.jpg`));
  expect(await predictImages(bundle, settings)).toMatchObject({ predicted: 1, alreadyThere: 2 });
  await stat(join(settings.out, `${index.images[0]}.overlay.jpg`));
  await writeFile(outcome.path, JSON.stringify({ ...index, result: "0".repeat(64) }));
  await expect(predictImages(bundle, settings)).rejects.toThrow(
    /has predictions of result 0+; expected another --out/,
  );
});

test("the README's commands for engineers run as they stand", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const [, section = ""] = readme.split("### For engineers");
  const commands = [...section.split("\n### ")[0].matchAll(/^npx evaluator (.+)$/gm)].map(
    ([, typed]) => typed,
  );
  expect(commands.map((typed) => typed.split(" ")[0])).toEqual(["features", "predict"]);
  // Patches of 14 pixels, as the published backbone's.
  await copyFile(join(goldenFolder, "dinov2.safetensors"), join(folder, "dinov2.safetensors"));
  const { options } = await goldenManifest("dinov2");
  const tiny = { private: true, like: "dinov2-b", options, weights: "dinov2.safetensors", inputSize: 56 };
  await writeFile(join(folder, "tiny.json"), JSON.stringify(tiny));
  for (const typed of commands) {
    const replaced = typed.replace(/ dinov2-b /, " ./tiny.json ").replace(/results\/\S+/, bundle);
    const args = replaced.replace("photos", "images").split(" ");
    const placed = args.concat("--device", "cpu", "--weights", folder, "--json");
    const { stdout } = await promisify(execFile)(process.execPath, [evaluatorProgram, ...placed], {
      cwd: folder,
    });
    if (args[0] === "features") expect(JSON.parse(stdout)).toMatchObject({ shape: [3, 48, 51, 51] });
    else expect(JSON.parse(stdout)).toMatchObject({ predicted: 3 });
  }
});

test("nothing of a private manifest is uploaded", async () => {
  await expect(readUploadFile(bundle)).rejects.toThrow(
    /backbone own is private; expected a manifest with url/,
  );
});

test("weights that are not those of the measurement are refused", async () => {
  const other = join(folder, "other");
  await mkdir(other);
  const bytes = await readFile(join(folder, "own.safetensors"));
  bytes[bytes.length - 2] ^= 1;
  await writeFile(join(other, "own.safetensors"), bytes);
  const wrong = { ...settings, weights: other, out: join(folder, "wrong") };
  await expect(predictImages(bundle, wrong)).rejects.toThrow(
    /backbone own: weights [0-9a-f]{64}; expected [0-9a-f]{64}/,
  );
});
