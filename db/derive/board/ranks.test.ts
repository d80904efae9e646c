import { describe, expect, test } from "vitest";
import { competitionRanks, sharedRanks } from "./ranks.ts";

describe("competitionRanks", () => {
  test("ties share the better place and the next is skipped", () => {
    expect(competitionRanks([5, 7, 7, 1], "higher")).toEqual([3, 1, 1, 4]);
    expect(competitionRanks([5, 7, 7, 1], "lower")).toEqual([2, 3, 3, 1]);
  });

  test("a missing value has no rank and takes no place", () => {
    expect(competitionRanks([null, 2, 3], "higher")).toEqual([null, 2, 1]);
  });
});

describe("sharedRanks", () => {
  test("are the first of the ranks that the data leave open, so each lies in its own interval", () => {
    const intervals = [[1, 2], [1, 3], [4, 4], null, [2, 5]] as const;
    expect(sharedRanks([1, 2, 4, null, 3], intervals)).toEqual([1, 1, 4, null, 2]);
  });

  test("are the plain ones where an interval is not known", () => {
    expect(sharedRanks([1, 2, 3], [[1, 2], null, [2, 3]])).toEqual([1, 2, 3]);
    expect(sharedRanks([1, 1, null], [null, null, null])).toEqual([1, 1, null]);
  });
});
