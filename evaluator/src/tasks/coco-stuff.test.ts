import { expect, test } from "vitest";
import { cocoStuffClassNames, cocoStuffClassOfValue } from "../data/coco-stuff-classes.ts";
import { cocoStuffTask } from "./coco-stuff.ts";

const side = 8;
const pixels = side * side;
const task = cocoStuffTask({ imageSize: [side, side], queryGrid: [1, 1] });

const map = (label: (pixel: number) => number) => ({
  ...{ width: side, height: side },
  data: Uint8Array.from({ length: pixels }, (_, pixel) => label(pixel)),
});

/** 200 logits a pixel, one of them high. */
function predicting(value: (pixel: number) => number): Float32Array {
  const logits = new Float32Array(200 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) logits[value(pixel) * pixels + pixel] = 30;
  return logits;
}

test("classes train the outputs of COCO's own numbering; void stays void", () => {
  const labels = task.target(map((pixel) => [0, 16, 11, 80, 170, 255][pixel % 6]));
  expect([...labels.subarray(0, 6)]).toEqual([0, 17, 12, 91, 181, 255]);
  expect(cocoStuffClassOfValue[181]).toBe(170);
});

test("every class is reached by its own output", () => {
  for (let label = 0; label < cocoStuffClassNames.length; label++) {
    const annotation = map(() => label);
    const [value] = task.target(annotation);
    const part = task.measure([predicting(() => value)], annotation);
    const { metrics, secondary } = task.summarise([part]);
    expect(metrics["coco-stuff/iou"]?.()).toBe(100);
    expect(secondary[`iou/${cocoStuffClassNames[label]}`]).toBe(100);
  }
});

test("an output that no class has misses the label, and is no class's false prediction", () => {
  const annotation = map((pixel) => (pixel < 32 ? 0 : 255));
  const unused = task.summarise([task.measure([predicting((pixel) => (pixel < 16 ? 0 : 199))], annotation)]);
  expect(unused.metrics["coco-stuff/iou"]?.()).toBe(50);
  const bicycle = task.summarise([task.measure([predicting((pixel) => (pixel < 16 ? 0 : 1))], annotation)]);
  // Bicycle counts with IoU 0 once it is predicted.
  expect(bicycle.metrics["coco-stuff/iou"]?.()).toBe(25);
});

test("the cross-entropy is over all 200 outputs and the labelled pixels", () => {
  const annotation = map((pixel) => (pixel < 32 ? 5 : 255));
  const { metrics } = task.summarise([task.measure([new Float32Array(200 * pixels)], annotation)]);
  expect(metrics["coco-stuff/ce"]?.()).toBeCloseTo(Math.log(200), 6);
});
