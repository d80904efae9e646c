import { expect, test } from "vitest";
import { resizeChannels } from "../data/resize.ts";
import { cocoStuffTask } from "../tasks/coco-stuff.ts";
import { objectDetectionTask } from "../tasks/object-detection.ts";
import { voc2012Task } from "../tasks/voc2012.ts";
import { eachPixel, windowIn, windowOf } from "./placement.ts";

test("a squashed image is seen whole, a cropped one in its centre", () => {
  const image = { width: 640, height: 480 };
  expect(windowOf(voc2012Task().preparation, image)).toEqual({ left: 0, top: 0, ...image });
  const square = { left: 80, top: 0, width: 480, height: 480 };
  for (const task of [objectDetectionTask(), cocoStuffTask()]) {
    const window = windowOf(task.preparation, image);
    // The shorter side is cut to whole pixels, so the square is off by less than one of them.
    for (const side of ["left", "top", "width", "height"] as const) {
      expect(Math.abs(window[side] - square[side])).toBeLessThan(1.5);
    }
  }
  expect(windowIn(square, image, { width: 320, height: 240 })).toEqual({
    ...{ left: 40, top: 0, width: 240, height: 240 },
  });
});

test("maps of a whole image are resized as the metric resizes them", () => {
  const maps = Float32Array.from({ length: 2 * 4 * 5 }, (_, at) => Math.sin(at));
  const expected = resizeChannels(maps, 2, 4, 5, 9, 11, "bilinear");
  const found = new Float32Array(2 * 9 * 11);
  eachPixel(
    maps,
    [4, 5],
    { left: 0, top: 0, width: 11, height: 9 },
    { width: 11, height: 9 },
    (pixel, [a, b]) => {
      found[pixel] = a;
      found[99 + pixel] = b;
    },
  );
  for (let at = 0; at < found.length; at++) expect(found[at]).toBeCloseTo(expected[at], 6);
});

test("outside of the window nothing is told", () => {
  const seen: number[] = [];
  const window = { left: 1, top: 0, width: 2, height: 2 };
  eachPixel(Float32Array.of(7), [1, 1], window, { width: 4, height: 2 }, (pixel, [value]) => {
    expect(value).toBe(7);
    seen.push(pixel);
  });
  expect(seen).toEqual([1, 2, 5, 6]);
});
