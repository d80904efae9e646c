import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBackbone } from "../src/backbones/backbone.ts";
import { readManifest } from "../src/backbones/manifest-file.ts";
import { measurements } from "../src/cell/measurements.ts";
import { preprocessingOf } from "../src/cell/preprocessing.ts";
import { baseVariant } from "../src/cell/request.ts";
import { resamplingOf } from "../src/cell/resampling.ts";
import type { Manifest } from "../src/contract/index.ts";
import type { Dataset } from "../src/data/dataset.ts";
import { prepareImage } from "../src/data/prepare.ts";
import { openVoc } from "../src/data/voc.ts";
import { generateScenes } from "../src/scenes/generate.ts";
import { type BootstrapEstimate, pairedDifference } from "../src/statistics/index.ts";
import { type ProbedFeatures, probe } from "../src/tasks/probe.fixture.ts";
import type { Task } from "../src/tasks/task.ts";
import { voc2012Task } from "../src/tasks/voc2012.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const trained = await readManifest(join(folder, "scenes-vit.json"));
/** The same network as it was before its first step, and what nobody trains. */
const rivals: readonly Manifest[] = [{ ...trained, weights: null, probe: null }, await readManifest("dct-8")];

let scenes: string;
beforeAll(async () => {
  const made = await mkdtemp(join(tmpdir(), "scenes-vit-"));
  scenes = join(made, "scenes");
  // Neither the seed that it was trained on nor the demonstration's.
  await generateScenes({ out: scenes, images: 48, seed: 7 });
});
afterAll(() => rm(join(scenes, ".."), { recursive: true }));

test("the weights that are shipped are those of the manifest", async () => {
  const bytes = await readFile(join(folder, "scenes-vit.safetensors"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(trained.weights).toMatchObject({ sha256, bytes: bytes.length });
});

/** Every image's features, all of them finite. */
async function featuresOf(
  manifest: Manifest,
  task: Task<unknown, unknown>,
  dataset: Dataset<unknown>,
): Promise<ProbedFeatures> {
  await using backbone = await openBackbone(manifest, { weightsDirectory: folder, seed: 0, threads: 1 });
  const preprocessing = preprocessingOf(task, manifest, baseVariant);
  const known = new Map<string, Float32Array>();
  for (const id of Object.values(dataset.splits).flat()) {
    const { data } = prepareImage(await dataset.readImage(id), preprocessing);
    const features = await backbone.features(data, 1);
    expect(features.every(Number.isFinite)).toBe(true);
    known.set(id, features);
  }
  const { featureDim, featureGrid } = manifest;
  const length = featureDim * featureGrid[0] * featureGrid[1];
  const batch = async (ids: readonly string[]) => {
    const all = new Float32Array(ids.length * length);
    for (const [place, id] of ids.entries()) all.set(known.get(id) ?? [], place * length);
    return all;
  };
  return { featureDim, featureGrid, batch };
}

/** A quarter of the protocol's queries, and a rate for as few steps as this: seconds a backbone. */
const task = voc2012Task({ imageSize: [224, 224], queryGrid: [14, 14] });
const budget = { seed: 0, iterations: 80, batchSize: 4, learningRate: 0.002 };

/** Cross-entropy of a readout that is trained on the backbone's features, in nats, with its replicates. */
async function crossEntropyOn(manifest: Manifest): Promise<BootstrapEstimate> {
  await using dataset = await openVoc(scenes);
  const features = await featuresOf(manifest, task, dataset);
  const { metrics } = measurements(await probe(task, dataset, features, budget), resamplingOf(dataset));
  const { value, bootstrap } = metrics["voc2012/ce"]!;
  return { point: value, replicates: bootstrap.replicates.map(Number) };
}

// Compared image by image: intervals of the values themselves lie apart too, by less than another processor's rounding moves them.
test("a readout on it tells classes that none tells on its rivals", async () => {
  const own = await crossEntropyOn(trained);
  for (const rival of rivals) {
    const theirs = await crossEntropyOn(rival);
    expect(own.point).toBeLessThan(0.75 * theirs.point);
    expect(pairedDifference(theirs, own, 0.95).interval.low).toBeGreaterThan(0.2);
  }
});
