import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchRandom } from "../cell/batches.ts";
import { openCocoInstances } from "../data/coco-instances.ts";
import { generateScenes } from "../scenes/generate.ts";
import { croppedInstanceIds } from "./coco-crop.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";

const size = [32, 32] as const;
const task = instanceDiscriminationTask({ imageSize: size, queryGrid: [4, 4] });
const pixels = 32 * 32;
const folder = mkdtempSync(join(tmpdir(), "evaluator-instances-"));

beforeAll(async () => {
  await generateScenes({ out: folder, images: 8, seed: 5 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every training instance has a class of its own; test images have three large ones", async () => {
  await using dataset = await task.openDataset(folder, {});
  await using coco = await openCocoInstances(folder);
  const counts = dataset.splits.train.map((id) => coco.summary(id).count);
  expect(dataset.classes).toBe(1 + counts.reduce((a, b) => a + b, 0));
  let next = 1;
  for (const [place, id] of dataset.splits.train.entries()) {
    expect((await dataset.readAnnotation(id)).firstClass).toBe(next);
    next += counts[place];
  }
  expect(dataset.splits.validation).toEqual([]);
  const large = (id: string) => coco.summary(id).areas.filter((area) => area > 15_000).length;
  expect(dataset.splits.test).toEqual(coco.splits.test.filter((id) => large(id) >= 3));
  expect(dataset.fingerprint).not.toBe(coco.fingerprint);
});

test("samples show the classes of their pixels and depend on seed and iteration alone", async () => {
  await using dataset = await task.openDataset(folder, {});
  const annotated = [];
  for (const id of dataset.splits.train.slice(0, 2)) annotated.push(await dataset.readAnnotation(id));
  const targets = annotated.map((one) => task.target(one));
  const drawn = (seed: number, iteration: number) => {
    const batch = task.batchTargets(targets, batchRandom(seed, iteration));
    if (!("pixels" in batch)) throw new Error("expected pixels and classes");
    return batch;
  };
  const batch = drawn(0, 3);
  expect(batch.pixels.length).toBe(64);
  for (let sample = 0; sample < 64; sample++) {
    const { annotations, firstClass } = annotated[Math.floor(sample / 32)];
    const id = croppedInstanceIds(annotations, size)[batch.pixels[sample]];
    expect(batch.classes[sample]).toBe(id === 0 ? 0 : firstClass + id - 1);
  }
  expect(new Set(batch.classes).size).toBeGreaterThan(2);
  expect(drawn(0, 3)).toEqual(batch);
  expect(drawn(0, 4).pixels).not.toEqual(batch.pixels);
  expect(drawn(1, 3).pixels).not.toEqual(batch.pixels);
});

test("embeddings that are the instances score 100, one embedding for all near 0", async () => {
  await using dataset = await task.openDataset(folder, {});
  const annotated = await dataset.readAnnotation(dataset.splits.test[0]);
  const ids = croppedInstanceIds(annotated.annotations, size);
  const told = new Float32Array(32 * pixels);
  // Each instance along an axis of its own, the background far away from all.
  ids.forEach((id, pixel) => {
    told[id * pixels + pixel] = id === 0 ? 40 : 10;
  });
  const perfect = task.summarise([task.measure([told], annotated)]);
  // Nearest ids at bilinear embeddings: only rows of pixels along the outlines can err.
  expect(perfect.metrics["instance-discrimination/ari"]?.()).toBeGreaterThan(85);
  const none = task.summarise([task.measure([new Float32Array(32 * pixels)], annotated)]);
  expect(Math.abs(Number(none.metrics["instance-discrimination/ari"]?.()))).toBeLessThan(1);
  const empty = task.measure([told], { annotations: [], firstClass: 0 });
  const both = task.summarise([task.measure([told], annotated), empty]);
  expect(both.metrics["instance-discrimination/ari"]?.()).toBe(
    perfect.metrics["instance-discrimination/ari"]?.(),
  );
});

test("an image of one instance scores 100 for nothing, and is told apart", async () => {
  await using dataset = await task.openDataset(folder, {});
  const annotated = await dataset.readAnnotation(dataset.splits.test[0]);
  const ids = croppedInstanceIds(annotated.annotations, size);
  const first = annotated.annotations.findIndex((_, index) => ids.includes(index + 1));
  const alone = { ...annotated, annotations: annotated.annotations.slice(first, first + 1) };
  const flat = new Float32Array(32 * pixels);
  const parts = [annotated, alone, { ...annotated, annotations: [] }].map((one) => task.measure([flat], one));
  const { metrics, secondary } = task.summarise(parts);
  expect(metrics["instance-discrimination/ari"]?.(Uint32Array.of(0, 1, 0))).toBe(100);
  expect(secondary).toMatchObject({ imagesOfOneInstance: 1, imagesWithoutInstance: 1 });
  expect(Math.abs(Number(secondary.ariOfSeveralInstances))).toBeLessThan(1);
  expect(metrics["instance-discrimination/ari"]?.()).toBeCloseTo(
    50 + Number(secondary.ariOfSeveralInstances) / 2,
    9,
  );
});
