import { expect, test } from "vitest";
import { batchesAhead, LoadedAhead } from "./loaded-ahead.ts";

test("up to four batches are loaded ahead, within a GiB", () => {
  expect([1e6, 2 ** 28, 2 ** 29, 2 ** 30, 5e9].map(batchesAhead)).toEqual([4, 4, 2, 1, 0]);
});

test("gives what it loads in its order, and an error in its turn", async () => {
  const asked: number[] = [];
  const loads = [1, 2, 3].map((value) => async () => {
    asked.push(value);
    if (value === 2) throw new Error("two is broken");
    return value;
  });
  const loaded = new LoadedAhead(loads, 2);
  expect(await loaded.next()).toBe(1);
  expect(asked).toEqual([1, 2, 3]);
  await expect(loaded.next()).rejects.toThrow("two is broken");
  expect(await loaded.next()).toBe(3);
  await expect(loaded.next()).rejects.toThrow("nothing is left to load");
});
