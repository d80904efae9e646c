import { expect, test } from "vitest";
import { cpu } from "./device.ts";
import { ResidentTensors } from "./resident-tensors.ts";

const shape = [3, 4];
const length = 12;
const item = (number: number) => Float32Array.from({ length }, (_, index) => 100 * number + index);

test("a batch is its items in order, zeros behind them; what stays is not given again", async () => {
  const batch = 20;
  await using tensors = await ResidentTensors.open({ device: cpu, shape, batch, byteBudget: 4 * length * 5 });
  const keys = Array.from({ length: 18 }, (_, index) => `${(7 * index) % 18}`);
  for (const given of [18, 13]) {
    const items = new Map(keys.filter((key) => !tensors.has(key)).map((key) => [key, item(Number(key))]));
    expect(items.size).toBe(given);
    const joined = await tensors.join(keys, items);
    expect(joined.dims).toEqual([batch, ...shape]);
    const expected = [
      ...keys.map((key) => [...item(Number(key))]),
      ...[18, 19].map(() => Array(length).fill(0)),
    ];
    expect([...(joined.data as Float32Array)]).toEqual(expected.flat());
    joined.dispose();
  }
  await expect(tensors.join(["unknown"], new Map())).rejects.toThrow("neither kept nor given");
});
