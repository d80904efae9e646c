import { expect, test } from "vitest";
import { batchIds } from "./batches.ts";

const ids = Array.from({ length: 10 }, (_, index) => `image-${index}`);

test("ten images in batches of four: every image twice in five batches", () => {
  const seen = [0, 1, 2, 3, 4].flatMap((iteration) => batchIds(ids, { seed: 1, iteration, batchSize: 4 }));
  for (const id of ids) expect(seen.filter((other) => other === id)).toHaveLength(2);
  expect([...new Set(seen.slice(0, 10))]).toHaveLength(10);
});

test("depends on seed and iteration alone", () => {
  const batch = batchIds(ids, { seed: 7, iteration: 3, batchSize: 4 });
  expect(batchIds(ids, { seed: 7, iteration: 3, batchSize: 4 })).toEqual(batch);
  expect(batchIds(ids, { seed: 8, iteration: 3, batchSize: 4 })).not.toEqual(batch);
});

test("fewer images than a batch: repeated, never missing", () => {
  const batch = batchIds(ids.slice(0, 3), { seed: 0, iteration: 0, batchSize: 8 });
  expect(batch).toHaveLength(8);
  expect(new Set(batch).size).toBe(3);
});
