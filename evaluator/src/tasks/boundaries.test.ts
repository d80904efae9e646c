import { expect, test } from "vitest";
import { xoshiro128 } from "../math/random.ts";
import { boundariesTask } from "./boundaries.ts";
import { shapesDataset } from "./shapes.fixture.ts";

const task = boundariesTask({ imageSize: [64, 64], queryGrid: [8, 8] });
const random = xoshiro128([0, 0, 0, 0]);
const dataset = shapesDataset("boundaries", 6, 2);

async function annotationsOf(id: string) {
  return (await dataset.readAnnotation(id)) as Parameters<typeof task.target>[0];
}

test("targets are kept as bits and come back as they were, whole and in order", async () => {
  const [first, second] = [await annotationsOf("0"), await annotationsOf("1")];
  const [a, b] = [task.target(first), task.target(second)];
  expect(a.byteLength).toBe((64 * 64) / 8);
  const batch = task.batchTargets([a, b], random) as Uint8Array;
  expect(batch.length).toBe(2 * 64 * 64);
  // The outlines of four objects, none at the border of the image.
  const share = batch.subarray(0, 4096).reduce((sum, bit) => sum + bit, 0) / 4096;
  expect(share).toBeGreaterThan(0.1);
  expect(batch[0]).toBe(0);
  expect(batch.subarray(4096)).toEqual(task.batchTargets([b], random));
});

test("the outline itself scores 100 percent, its opposite 0, whatever is resampled", async () => {
  const annotations = await annotationsOf("0");
  const outline = task.batchTargets([task.target(annotations)], random) as Uint8Array;
  const right = task.measure([Float32Array.from(outline, (bit) => (bit ? 20 : -20))], annotations);
  const wrong = task.measure([Float32Array.from(outline, (bit) => (bit ? -20 : 20))], annotations);
  const { metrics, secondary } = task.summarise([right, wrong]);
  const iou = metrics["boundaries/iou"];
  expect(iou?.(Uint32Array.of(2, 0))).toBe(100);
  expect(iou?.(Uint32Array.of(0, 1))).toBe(0);
  const bits = outline.reduce((sum, bit) => sum + bit, 0);
  expect(iou?.()).toBeCloseTo((100 * bits) / (bits + 4096), 10);
  expect(metrics["boundaries/ce"]?.()).toBeCloseTo(10, 6);
  expect(secondary.iouMeanOfImages).toBe(50);
  expect(secondary.boundaryShare).toBeCloseTo(bits / 4096, 12);
});

test("an image without instances has no outline and is no error", () => {
  const part = task.measure([new Float32Array(64 * 64).fill(-20)], []);
  const { metrics, secondary } = task.summarise([part]);
  expect(metrics["boundaries/ce"]?.()).toBeCloseTo(0, 6);
  expect(metrics["boundaries/iou"]?.()).toBeNaN();
  expect(secondary.boundaryShare).toBe(0);
});
