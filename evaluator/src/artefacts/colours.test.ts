import { describe, expect, test } from "vitest";
import { perceptualRamp, type TaskId, vocPalette } from "../contract/index.ts";
import { protocol } from "../protocol.ts";
import type { ImageTarget } from "../tasks/task.ts";
import { palettePicture, rampPicture, unitPicture } from "./colours.ts";
import { fitComponentColours, pixelVectors } from "./component-colours.ts";
import { taskPictures } from "./task-pictures.ts";

/** OKLab's lightness of an sRGB colour, by the inverse of what the ramp is made with. */
function lightnessOf(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

test("the ramp's lightness rises in even steps", () => {
  const ramp = perceptualRamp();
  const lightness = Array.from({ length: 256 }, (_, step) =>
    lightnessOf(ramp[3 * step], ramp[3 * step + 1], ramp[3 * step + 2]),
  );
  for (const [step, value] of lightness.entries()) {
    expect(Math.abs(value - (0.22 + (0.72 * step) / 255))).toBeLessThan(0.006);
  }
});

test("a ramp picture: ends by limits, black where nothing is known", () => {
  const { data } = rampPicture([0, 1, 5, 10, 99, Number.NaN], [2, 3], { low: 1, high: 10 });
  const ramp = perceptualRamp();
  expect([...data.subarray(0, 3)]).toEqual([...ramp.subarray(0, 3)]);
  expect([...data.subarray(3, 6)]).toEqual([...ramp.subarray(0, 3)]);
  expect([...data.subarray(9, 15)]).toEqual([...ramp.subarray(-3), ...ramp.subarray(-3)]);
  expect([...data.subarray(15)]).toEqual([0, 0, 0]);
});

test("a palette picture: VOC's colours; instances beyond 255 start again after the background", () => {
  const { data } = palettePicture([0, 1, 15, 256], [2, 2], vocPalette());
  expect([...data]).toEqual([0, 0, 0, 128, 0, 0, 192, 128, 128, 128, 0, 0]);
});

test("enlarged pixels are squares", () => {
  const { width, height, data } = unitPicture([1, 0, 0, 0, 2, 0.5], [1, 2], 2);
  expect([width, height]).toEqual([4, 2]);
  const row = [255, 0, 0, 255, 0, 0, 0, 255, 128, 0, 255, 128];
  expect([...data]).toEqual([...row, ...row]);
});

test("components: the direction of largest variance is red; a fitted vector lies in 0 to 1", () => {
  const vectors = Float32Array.from({ length: 4 * 50 }, (_, at) => {
    const row = Math.floor(at / 4);
    const scales = [1, 9, 3, 0];
    return scales[at % 4] * Math.sin((at % 4) * 2.1 + row * (1 + (at % 4)));
  });
  const fitted = fitComponentColours(vectors, 4);
  expect(fitted.variance[0]).toBeGreaterThan(fitted.variance[1]);
  const colours = fitted.colour(vectors);
  for (const component of [0, 1, 2]) {
    const own = colours.filter((_, at) => at % 3 === component);
    expect(Math.min(...own)).toBe(0);
    expect(Math.max(...own)).toBe(1);
  }
});

test("channels become vectors", () => {
  expect([...pixelVectors(Float32Array.of(1, 2, 3, 4, 5, 6), 2)]).toEqual([1, 4, 2, 5, 3, 6]);
});

describe("every task has pictures of its outputs and targets", () => {
  const pixelsOf = (task: TaskId) => 64 * protocol[task].queryGrid[0] * protocol[task].queryGrid[1];
  const depth = new Float32Array(216 * 288).map((_, pixel) => 1 + (pixel % 5));
  const targets: Record<TaskId, ImageTarget> = {
    "instance-discrimination": {
      ids: new Uint8Array(pixelsOf("instance-discrimination")).fill(2),
      firstClass: Uint32Array.of(1),
    },
    boundaries: new Uint8Array(pixelsOf("boundaries")).fill(1),
    "object-detection": new Float32Array(3 * pixelsOf("object-detection")),
    voc2012: new Uint8Array(pixelsOf("voc2012")).fill(1),
    "coco-stuff": new Uint8Array(pixelsOf("coco-stuff")).fill(1),
    segmentation: new Uint8Array(pixelsOf("segmentation")).fill(1),
    "nyuv2-depth": depth,
    depth,
  };
  const size = [16, 8] as const;

  test.each(Object.keys(targets) as TaskId[])("%s", (task) => {
    const output = (count: number) =>
      Float32Array.from({ length: count * 128 }, (_, at) => Math.sin(at * at));
    const outputs = (task === "segmentation" ? [7] : protocol[task].outputs).map(output);
    const pictures = taskPictures(task, { targets: [targets[task]], outputs: [outputs] });
    const predicted = pictures.prediction(outputs, size);
    expect([predicted.width, predicted.height, predicted.data.length]).toEqual([8, 16, 3 * 128]);
    expect(new Set(predicted.data).size).toBeGreaterThan(1);
    const truth = pictures.truth(targets[task]);
    expect(truth.data).toHaveLength(3 * truth.width * truth.height);
    if (task === "nyuv2-depth") expect(pictures.colours).toMatchObject({ unit: "metre", low: 1, high: 5 });
  });
});
