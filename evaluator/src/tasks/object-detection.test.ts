import { expect, test } from "vitest";
import type { InstanceAnnotation } from "../data/coco-file.ts";
import { centerTarget, protocolCenterTarget } from "../math/center-target.ts";
import { xoshiro128 } from "../math/random.ts";
import { runsArea, runsBox, runsFromMask } from "../math/rle.ts";
import { croppedInstanceIds } from "./coco-crop.ts";
import { objectDetectionTask } from "./object-detection.ts";
import { shapesDataset } from "./shapes.fixture.ts";

const side = 256;
const pixels = side * side;
const task = objectDetectionTask({ imageSize: [side, side], queryGrid: [32, 32] });
const random = xoshiro128([0, 0, 0, 0]);

function square(x: number, y: number, length: number, isCrowd = false): InstanceAnnotation {
  const bits = Uint8Array.from({ length: pixels }, (_, pixel) => {
    const [column, row] = [pixel % side, Math.floor(pixel / side)];
    return column >= x && column < x + length && row >= y && row < y + length ? 1 : 0;
  });
  const mask = runsFromMask(bits, side, side);
  return { id: 1, categoryId: 1, isCrowd, area: runsArea(mask), box: runsBox(mask), mask };
}

/** Outputs of a readout that has learned the target: its logits, and sizes wherever an object is. */
function solved(annotations: readonly InstanceAnnotation[]): Float32Array[] {
  const maps = task.batchTargets([task.target([...annotations])], random) as Float32Array;
  const logits = maps.subarray(0, pixels).map((p) => (p >= 1 ? 20 : p < 1e-6 ? -14 : Math.log(p / (1 - p))));
  return [logits, maps.subarray(pixels)];
}

test("batches render the reference target of every image from what is kept", async () => {
  const dataset = shapesDataset("object-detection", 6, 2);
  const kept = [];
  for (const id of ["0", "1"]) {
    const annotations = (await dataset.readAnnotation(id)) as InstanceAnnotation[];
    kept.push({ annotations, target: task.target(annotations) });
  }
  const batch = task.batchTargets(
    kept.map(({ target }) => target),
    random,
  ) as Float32Array;
  for (const [image, { annotations, target }] of kept.entries()) {
    expect(target.length).toBe(5 * annotations.length);
    const ids = croppedInstanceIds(annotations, [side, side]);
    const expected = centerTarget(ids, { height: side, width: side }, protocolCenterTarget);
    const own = batch.subarray(3 * image * pixels, 3 * (image + 1) * pixels);
    expect(own.subarray(0, pixels)).toEqual(Float32Array.from(expected.heatmap));
    expect(own.subarray(pixels)).toEqual(Float32Array.from(expected.sizes));
  }
});

test("a readout that has learned the target finds every object", () => {
  const annotations = [square(10, 10, 120), square(150, 140, 101, true), square(170, 20, 40)];
  const { metrics, secondary } = task.summarise([task.measure(solved(annotations), annotations)]);
  expect(secondary.largeObjects).toBe(2);
  expect(metrics["object-detection/apLarge"]?.()).toBeGreaterThan(0.89);
  expect(secondary.apAll).toBeGreaterThan(0.8);
});

test("large is the box's area in the crop of 96 x 96 and more, whatever of it is seen", () => {
  const large = (annotations: InstanceAnnotation[]) =>
    task.summarise([task.measure(solved(annotations), annotations)]).secondary.largeObjects;
  expect([large([square(10, 10, 95)]), large([square(10, 10, 96)])]).toEqual([0, 1]);
  // The second lies under the first but for a rim of ten pixels.
  expect(large([square(0, 0, 120), square(0, 0, 130)])).toBe(2);
});

test("AP follows how often an image counts", () => {
  const found = [square(10, 10, 120)];
  const missed = [square(100, 100, 130)];
  const { metrics } = task.summarise([task.measure(solved(found), found), task.measure(solved([]), missed)]);
  const ap = metrics["object-detection/apLarge"];
  expect(ap?.(Uint32Array.of(2, 0))).toBeGreaterThan(0.89);
  expect(ap?.(Uint32Array.of(0, 2))).toBe(0);
  expect(ap?.(Uint32Array.of(1, 3))).toBeCloseTo(Number(ap?.(Uint32Array.of(2, 6))), 12);
});
