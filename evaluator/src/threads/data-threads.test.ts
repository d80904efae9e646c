import { expect, test } from "vitest";
import { decodeThreads } from "../data/loader.ts";
import { dataThreads } from "./data-threads.ts";

test.each([
  [1, 1, 1],
  [2, 1, 1],
  [4, 3, 2],
  [16, 15, 8],
  [64, 32, 8],
])("%i cores: %i threads decode, %i each read features and work for the task", (cores, decode, data) => {
  expect([decodeThreads(cores), dataThreads(cores)]).toEqual([decode, data]);
});
