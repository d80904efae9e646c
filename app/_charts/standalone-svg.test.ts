import { expect, test } from "vitest";
import { brokenLines } from "./standalone-svg.ts";

test("words go on a new line where they do not fit, and a word that fits on none is broken", () => {
  expect(brokenLines("one two three", 7)).toEqual(["one two", "three"]);
  expect(brokenLines("see https://example.org", 8)).toEqual(["see", "https://", "example.", "org"]);
  expect(brokenLines("", 8)).toEqual([]);
});
