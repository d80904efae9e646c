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
