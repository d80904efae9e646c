import { expect, test } from "vitest";
import { progressWords } from "./progress-words.ts";

test.each([
  [[0, 0, 294, 0], "None of 294 cells is measured yet."],
  [[12, 3, 279, 36], "12 of 294 cells are measured, in 36 runs; 3 wait for a maintainer, 279 are missing."],
  [[1, 1, 1, 1], "1 of 3 cells is measured; 1 waits for a maintainer, 1 is missing."],
  [[6, 0, 0, 6], "6 of 6 cells are measured."],
  [[0, 2, 9_000, 0], "0 of 9,002 cells are measured; 2 wait for a maintainer, 9,000 are missing."],
] as const)("%j", ([measured, waiting, missing, runs], words) => {
  expect(progressWords({ measured, waiting, missing, runs, tasks: [], rows: [] })).toBe(words);
});
