import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MadeAhead } from "./made-ahead.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("is made once uploads rest, and again after the next", async () => {
  const make = vi.fn(async () => {});
  const ahead = new MadeAhead(make);
  for (let upload = 0; upload < 20; upload++) {
    ahead.told();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(make).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(make).toHaveBeenCalledTimes(1);
  ahead.told();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(make).toHaveBeenCalledTimes(2);
});

test("failing ends nothing, and is tried again after the next upload", async () => {
  const make = vi.fn(() => Promise.reject(new Error("no answer")));
  const ahead = new MadeAhead(make);
  ahead.told();
  await vi.advanceTimersByTimeAsync(5_000);
  ahead.told();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(make).toHaveBeenCalledTimes(2);
});

test("is not made any more after the end", async () => {
  const make = vi.fn(async () => {});
  const ahead = new MadeAhead(make);
  ahead.told();
  ahead.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(make).not.toHaveBeenCalled();
});

test("taking long, is begun again when it has ended, not beside itself", async () => {
  let [begun, under, most] = [0, 0, 0];
  const ahead = new MadeAhead(async () => {
    begun += 1;
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    under -= 1;
  });
  for (let upload = 0; upload < 5; upload++) {
    ahead.told();
    await vi.advanceTimersByTimeAsync(4_000);
  }
  await vi.advanceTimersByTimeAsync(40_000);
  expect([begun, most, under]).toEqual([3, 1, 0]);
});
