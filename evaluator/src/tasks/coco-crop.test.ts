import { expect, test } from "vitest";
import type { InstanceAnnotation } from "../data/coco-file.ts";
import { prepareImage } from "../data/prepare.ts";
import { runsArea, runsBox, runsFromMask } from "../math/rle.ts";
import { croppedBoxes, croppedInstanceIds, croppedLabels, croppedSquare } from "./coco-crop.ts";

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
  const shown = prepareImage({ width, height, data }, croppedSquare({ imageSize: [12, 12] }, "nearest"));
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

test("a larger crop is shown as the mean of four pixels", () => {
  const data = Uint8Array.from({ length: 3 * 16 * 16 }, (_, value) => (value * 37) % 256);
  const image = { width: 16, height: 16, data };
  const crop = prepareImage(image, croppedSquare({ imageSize: [16, 16] }, "bilinear-antialias"));
  const shown = prepareImage(
    image,
    croppedSquare({ cropSize: [16, 16], imageSize: [8, 8] }, "bilinear-antialias"),
  );
  expect([shown.height, shown.width]).toEqual([8, 8]);
  const mean = (x: number, y: number) => {
    const four = [0, 1, 16, 17].map((step) => crop.data[32 * y + 2 * x + step]);
    return four.reduce((sum, value) => sum + value, 0) / 4;
  };
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) expect(shown.data[8 * y + x]).toBeCloseTo(mean(x, y), 6);
  }
});

test("boxes are scaled, cut out and clipped; what is less than a pixel of them is not there", () => {
  // 6 x 12, enlarged twice to 12 x 24, columns 6 to 17 cut out.
  const image = [6, 12] as const;
  const boxed = (x: number, y: number, width: number, height: number) => ({
    ...rectangle(image, [0, 0, 1, 1]),
    box: [x, y, width, height] as const,
  });
  expect(
    croppedBoxes(
      [
        boxed(3.5, 1, 2, 3),
        // Its centre lies left of the crop.
        boxed(0, 0, 4, 6),
        // Half a pixel of the crop.
        boxed(0, 0, 3.25, 6),
        boxed(10, 0, 2, 6),
        boxed(8, 5, 20, 9),
      ],
      [12, 12],
    ),
  ).toEqual([[1, 2, 4, 6], [0, 0, 2, 12], null, null, [10, 10, 2, 2]]);
});
