import { expect, test } from "vitest";
import { shapesDataset } from "./shapes.fixture.ts";
import { taskSplits, withSplits } from "./task-splits.ts";

const ids = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
// COCO's 118,287 training images, nine tenths of them for training.
const coco = { train: ids("t", 106_458), validation: ids("v", 11_829), test: ids("x", 5000) };

test.each([
  ["instance-discrimination", 8000, 0],
  ["boundaries", 5000, 500],
  ["object-detection", 100_000, 500],
] as const)("%s takes the first %i training and %i validation images of COCO", (task, train, validation) => {
  const splits = taskSplits(task, coco);
  expect(splits.train).toEqual(coco.train.slice(0, train));
  expect(splits.validation).toEqual(coco.validation.slice(0, validation));
  expect(splits.test).toEqual(coco.test);
});

test("another choice of images is another fingerprint, the same choice the same", () => {
  const dataset = shapesDataset("boundaries", 6, 2);
  const { splits } = dataset;
  const fewer = { ...splits, test: splits.test.slice(1) };
  expect(withSplits(dataset, fewer).splits).toEqual(fewer);
  expect(withSplits(dataset, fewer).fingerprint).toBe(withSplits(dataset, fewer).fingerprint);
  expect(withSplits(dataset, fewer).fingerprint).not.toBe(withSplits(dataset, splits).fingerprint);
  expect(withSplits(dataset, fewer).fingerprint).toMatch(/^[0-9a-f]{64}$/);
});
