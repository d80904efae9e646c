import { expect, test } from "vitest";
import type { InstanceAnnotation } from "../data/coco-file.ts";
import { prepareImage } from "../data/prepare.ts";
import { runsArea, runsBox, runsFromMask } from "../math/rle.ts";
import { croppedInstanceIds, croppedLabels, croppedSquare } from "./coco-crop.ts";

/** A rectangle of an image, from (x, y) up to but without (right, bottom). */
function rectangle(
  [height, width]: readonly [number, number],
  [x, y, right, bottom]: readonly [number, number, number, number],
  isCrowd = false,
): InstanceAnnotation {
  const inside = (pixel: number) => {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    return column >= x && column < right && row >= y && row < bottom;
  };
  const bits = Uint8Array.from({ length: height * width }, (_, pixel) => (inside(pixel) ? 1 : 0));
  const mask = runsFromMask(bits, height, width);
  return { id: 1, categoryId: 1, isCrowd, area: runsArea(mask), box: runsBox(mask), mask };
}

test("where masks overlap the first annotation wins; a crowd is an instance like others", () => {
  const image = [4, 4] as const;
  const annotations = [rectangle(image, [0, 0, 2, 2]), rectangle(image, [1, 1, 4, 3], true)];
  expect([...croppedInstanceIds(annotations, [4, 4])]).toEqual(
    [
      [1, 1, 0, 0],
      [1, 1, 2, 2],
      [0, 2, 2, 2],
      [0, 0, 0, 0],
    ].flat(),
  );
});

test("ids follow the pixels: the same window as the image's crop", () => {
  // 6 x 12, enlarged twice to 12 x 24, columns 6 to 17 cut out: original columns 3 to 8.
  const height = 6;
  const width = 12;
  const box = [3, 0, 5, 3] as const;
  const ids = croppedInstanceIds([rectangle([height, width], box)], [12, 12]);
  const data = new Uint8Array(3 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (x >= 3 && x < 5 && y < 3) data.fill(255, 3 * pixel, 3 * pixel + 3);
  }
  const shown = prepareImage({ width, height, data }, croppedSquare([12, 12], "nearest"));
  expect([shown.height, shown.width]).toEqual([12, 12]);
  expect([...ids]).toEqual([...shown.data.subarray(0, 144)]);
  expect([...ids].filter((id) => id === 1)).toHaveLength(4 * 6);
});

test("more instances than a byte can number, and none at all", () => {
  const image = [1, 300] as const;
  const columns = Array.from({ length: 300 }, (_, x) => rectangle(image, [x, 0, x + 1, 1]));
  expect(croppedInstanceIds(columns, [1, 1])[0]).toBe(151);
  expect(croppedInstanceIds([], [2, 2])).toEqual(new Uint8Array(4));
});

test("labels keep their values", () => {
  const labels = { width: 2, height: 2, data: Uint8Array.of(7, 255, 0, 181) };
  expect([...croppedLabels(labels, [2, 2])]).toEqual([7, 255, 0, 181]);
});
