import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBundle, writeBundle } from "../cell/bundle-file.ts";
import { readoutPath, readReadouts, writeReadouts } from "../cell/readout-file.ts";
import { baseVariant, smokeBudget } from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import { silent } from "../cell/silent.fixture.ts";
import { artefactIndexSchema, type Picture, picturesOf } from "../contract/index.ts";
import { readRgbImage } from "../data/image.ts";
import { InputError } from "../files/input-error.ts";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { generateScenes } from "../scenes/generate.ts";
import { type ArtefactSettings, chosenImages, makeArtefacts } from "./make-artefacts.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-artefacts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings: ArtefactSettings = {
  data: join(folder, "scenes"),
  out: join(folder, "out"),
  cache: join(folder, "cache"),
  cacheBytes: 1e9,
  weights: folder,
  executor: "onnxruntime",
  reading: "here" as const,
  images: 2,
  choose: [],
  scales: [0.25],
  alignment: "centre",
  progress: silent,
  signal: new AbortController().signal,
};

let bundle = "";
beforeAll(async () => {
  await generateScenes({ out: settings.data, images: 8, seed: 3 });
  const request = { backbone: "dct-16", task: "voc2012", variant: baseVariant, seed: 0 } as const;
  const run = { ...settings, command: "evaluator run" };
  ({ path: bundle } = await runCell({ ...request, budget: smokeBudget("voc2012", 2) }, run));
});

function bytesOf({ file }: Picture): Buffer {
  return readFileSync(join(settings.out, "artefacts", file));
}

test("a run keeps its readout as safetensors, with the sigmas of its bundle", async () => {
  const header = readSafetensorsHeader(readoutPath(bundle));
  const { readout } = await readBundle(bundle);
  expect([...readTensor(header, "0.sigma")]).toEqual(readout.sigmas[0]);
  const sizes = [...header.tensors.values()].map(({ length }) => length / 4);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(readout.effectiveParameters);
});

test("pictures: named by their bytes, of every image and grid, the same again", async () => {
  const { path, index } = await makeArtefacts(bundle, settings);
  expect(artefactIndexSchema.parse(JSON.parse(readFileSync(path, "utf8")))).toEqual(index);
  expect(index.result).toBe(createHash("sha256").update(readFileSync(bundle)).digest("hex"));
  expect(index.images).toHaveLength(2);
  for (const { shown, truth, features, predictions } of index.images) {
    const grids = predictions.map(({ queryGrid, picture }) => [queryGrid, picture.height, picture.width]);
    expect(grids).toEqual([
      [[28, 28], 224, 224],
      [[7, 7], 56, 56],
    ]);
    expect([features.width, features.height]).toEqual([224, 224]);
    expect([shown?.height, truth?.height]).toEqual([224, 224]);
  }
  for (const picture of picturesOf(index)) {
    const bytes = bytesOf(picture);
    expect(picture.file).toBe(`${createHash("sha256").update(bytes).digest("hex")}.png`);
    expect(bytes.readUInt32BE(16)).toBe(picture.width);
  }
  const [{ shown }] = index.images;
  const { data } = await readRgbImage(join(settings.out, "artefacts", shown?.file ?? ""));
  expect(new Set(data).size).toBeGreaterThan(20);
  expect(await makeArtefacts(bundle, settings)).toEqual({ state: "already there", path, index });
  rmSync(join(settings.out, "artefacts", index.images[0].features.file));
  expect(await makeArtefacts(bundle, settings)).toEqual({ state: "drawn", path, index });
  expect(readdirSync(join(settings.out, "artefacts")).filter((name) => !/\.(png|json)$/.test(name))).toEqual(
    [],
  );
});

test("another cell's readout, other images, a missing readout: named", async () => {
  const copy = join(folder, basename(bundle));
  const own = await readBundle(bundle);
  await writeBundle(copy, own);
  await expect(makeArtefacts(copy, settings)).rejects.toThrow(/readout: not found; expected/);
  const [readout] = readReadouts(readoutPath(bundle));
  const sigma = { dims: [8], data: new Float32Array(8).fill(0.05) };
  await writeReadouts(readoutPath(copy), [new Map([...readout, ["sigma", sigma]])]);
  await expect(makeArtefacts(copy, settings)).rejects.toThrow(/sigmas .* as in the measurement/);
  await writeReadouts(readoutPath(copy), [readout]);
  rmSync(copy);
  await writeBundle(copy, { ...own, dataset: { ...own.dataset, fingerprint: "0".repeat(64) } });
  await expect(makeArtefacts(copy, settings)).rejects.toThrow(/fingerprint .*; expected 000/);
  await expect(makeArtefacts(bundle, { ...settings, images: ["nobody"] })).rejects.toThrow(InputError);
});

test("pictures of data that must not be passed on hold neither images nor truth", async () => {
  const { index } = await makeArtefacts(bundle, settings);
  const official = { ...index, dataset: { ...index.dataset, distribution: "official" as const } };
  const { error } = artefactIndexSchema.safeParse(official);
  expect(error?.issues.map(({ path }) => path.join("."))).toContain("images.0.shown");
  const withheld = official.images.map((image) => ({ ...image, shown: null, truth: null }));
  expect(artefactIndexSchema.safeParse({ ...official, images: withheld }).success).toBe(true);
  expect(artefactIndexSchema.safeParse({ ...index, images: withheld }).success).toBe(false);
});

test("chosen images follow those that are spread, with their own score, and are not looked for twice", async () => {
  const choosing = { ...settings, images: 1, choose: ["worst", "median", "best"] as const };
  const { index } = await makeArtefacts(bundle, choosing);
  // 8 scenes have 2 test images: the worse of them is the median too, and stands once.
  const chosen = index.images.flatMap(({ id, chosen: choice }) => (choice ? [{ id, ...choice }] : []));
  expect(chosen.map(({ as }) => as).sort()).toEqual(["best", "worst"]);
  const [worst, best] = ["worst", "best"].map(
    (as) => chosen.find((one) => one.as === as)?.value ?? Number.NaN,
  );
  expect(worst).toBeLessThanOrEqual(best);
  expect(new Set(index.images.map(({ id }) => id)).size).toBe(index.images.length);
  expect(index.images.every(({ classes }) => classes?.some(({ name }) => name === "background"))).toBe(true);
  expect((await makeArtefacts(bundle, choosing)).state).toBe("already there");
  const bestAlone = { ...choosing, choose: ["best"] as const };
  expect((await makeArtefacts(bundle, bestAlone)).state).toBe("already there");
});

test("images are spread evenly over the test set", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g"];
  expect(chosenImages(ids, 3)).toEqual(["a", "c", "e"]);
  expect(chosenImages(ids, 99)).toEqual(ids);
  expect(chosenImages(ids, ["f", "b"])).toEqual(["f", "b"]);
});
