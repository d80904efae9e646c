import { expect, test } from "vitest";
import { chosenByScore, standingChoices } from "./choose-images.ts";

const scores = [30, Number.NaN, 10, 50, 10, 40].map((value, place) => ({ id: String(place), value }));

test("worst, median and best by the metric's direction; equal ones in the set's order, of two in the middle the worse", () => {
  expect(chosenByScore(scores, "higher", ["worst", "median", "best"])).toEqual([
    { id: "2", value: 10, as: "worst" },
    { id: "0", value: 30, as: "median" },
    { id: "3", value: 50, as: "best" },
  ]);
  expect(chosenByScore(scores.slice(2), "lower", ["best", "median"])).toEqual([
    { id: "4", value: 10, as: "best" },
    { id: "5", value: 40, as: "median" },
  ]);
});

test("an image stands once, and one without a score never", () => {
  expect(chosenByScore(scores.slice(0, 2), "higher", ["worst", "median", "best"])).toEqual([
    { id: "0", value: 30, as: "worst" },
  ]);
  expect(chosenByScore([{ id: "a", value: Number.NaN }], "higher", ["worst"])).toEqual([]);
});

test("of one image all choices are the first, of two the median is the worst", () => {
  const all = ["worst", "median", "best"] as const;
  expect([1, 2, 3].map((images) => standingChoices(images, all))).toEqual([
    ["worst"],
    ["worst", "best"],
    all,
  ]);
  expect(standingChoices(2, ["median", "best"])).toEqual(["median", "best"]);
});
