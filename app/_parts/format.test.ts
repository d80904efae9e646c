import { expect, test } from "vitest";
import { bytes, dateTime, duration, list } from "./format.ts";

test("durations in the largest unit that reads well", () => {
  expect([2.34, 42.4, 185, 7850].map(duration)).toEqual(["2.3 s", "42 s", "3 min 5 s", "2 h 11 min"]);
});

test("sizes, dates and lists", () => {
  expect([bytes(812_400_000), bytes(1_440_000_000)]).toEqual(["812 MB", "1.4 GB"]);
  expect(dateTime("2026-11-23T02:05:00Z")).toBe("23 Nov 2026, 02:05 UTC");
  expect(list(["a", "b", "c"])).toBe("a, b, and c");
});
