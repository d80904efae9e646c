import { expect, test } from "vitest";
import { imageShape } from "./shape.ts";

const picture = (width: number, height: number) => ({ file: `${"0".repeat(64)}.png`, width, height });
const image = (shown: ReturnType<typeof picture> | null) => ({
  id: "a",
  shown,
  truth: shown,
  features: picture(224, 224),
  predictions: [{ queryGrid: [28, 28] as [number, number], picture: picture(224, 224) }],
});

test("depth stands in the shape of its images, also where those may not be shown", () => {
  for (const task of ["nyuv2-depth", "depth"] as const) {
    expect(imageShape({ task, images: [image(null)] })).toEqual({ width: 288, height: 216 });
    expect(imageShape({ task, images: [image(picture(576, 432))] })).toEqual({ width: 576, height: 432 });
  }
});

test("other tasks show squares of square images", () => {
  expect(imageShape({ task: "voc2012", images: [image(picture(224, 224))] })).toBeNull();
});
