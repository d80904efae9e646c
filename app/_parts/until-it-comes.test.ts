import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilItComes } from "./until-it-comes.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lost, then answered with nothing, then there. */
const late = () =>
  vi
    .fn<() => Promise<string | null>>()
    .mockRejectedValueOnce(new Error("connection lost"))
    .mockResolvedValueOnce(null)
    .mockResolvedValue("there");

test("asks again after a second, then two, until there is an answer", async () => {
  const ask = late();
  const answer = untilItComes(ask);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(ask).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe("there");
  expect(ask).toHaveBeenCalledTimes(3);
});

test("gives up at the next time once nobody wants it", async () => {
  const ended = new AbortController();
  const ask = late();
  const answer = untilItComes(ask, ended.signal).catch((error: Error) => error.name);
  await vi.advanceTimersByTimeAsync(500);
  ended.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await answer).toBe("AbortError");
  expect(ask).toHaveBeenCalledTimes(2);
});
