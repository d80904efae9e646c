import { describe, expect, test } from "vitest";
import type { MetricId } from "#contract";
import { testBoard, testRow } from "../../test/board.ts";
import { metricRanking, overallRanking } from "./ranking.ts";

const voc = "voc2012/iou";
const depth = "nyuv2-depth/rmse";

describe("overallRanking", () => {
  const semantic = testRow("semantic", { [voc]: 90, [depth]: 0.8 });
  const spatial = testRow("spatial", { [voc]: 50, [depth]: 0.4 });
  const middling = testRow("middling", { [voc]: 60, [depth]: 0.5 });
  const worst = testRow("worst", { [voc]: 40, [depth]: 0.9 });
  const found = (...rows: Parameters<typeof testBoard>) =>
    overallRanking(testBoard(...rows)).map(({ backbone, figure, rank }) => [backbone.id, figure, rank]);

  test("gives the mean rank over all tasks, and its rank; ties stand by name", () => {
    // Ranks 1 and 3 against 3 and 1 against 2 and 2.
    expect(found(worst, semantic, spatial, middling)).toEqual([
      ["middling", 2, 1],
      ["semantic", 2, 1],
      ["spatial", 2, 1],
      ["worst", 4, 4],
    ]);
  });

  test("lists an incomplete row last, without a rank, with what is missing", () => {
    const rows = overallRanking(testBoard(testRow("unfinished", { [voc]: 99 }), semantic));
    expect(rows.map(({ backbone, missing, figure, rank }) => [backbone.id, missing, figure, rank])).toEqual([
      ["semantic", [], 1, 1],
      ["unfinished", [depth], null, null],
    ]);
  });

  test("those that their intervals do not tell apart share a rank", () => {
    const first = { ...testRow("first", { [voc]: 90 }), overallRankInterval: [1, 2] as const };
    const second = { ...testRow("second", { [voc]: 89 }), overallRankInterval: [1, 2] as const };
    const third = { ...testRow("third", { [voc]: 10 }), overallRankInterval: [3, 3] as const };
    expect(found(first, second, third)).toEqual([
      ["first", 1, 1],
      ["second", 2, 1],
      ["third", 3, 3],
    ]);
  });
});

describe("metricRanking", () => {
  const rows = [
    testRow("x", { [depth]: 0.5, [voc]: 40 }),
    testRow("y", { [depth]: 0.4, [voc]: 60 }),
    testRow("b", { [depth]: 0.5 }),
    testRow("a", { "voc2012/ce": 0.1 }),
  ];
  const found = (metric: MetricId) =>
    metricRanking(testBoard(...rows), metric).map(({ backbone, rank }) => [backbone.id, rank]);

  test("best first by the metric's direction; ties share a rank and stand by name", () => {
    expect(found(depth)).toEqual([
      ["y", 1],
      ["b", 2],
      ["x", 2],
    ]);
  });

  test("without the metric there is no place, whatever else was measured", () => {
    expect(found(voc)).toEqual([
      ["y", 1],
      ["x", 2],
    ]);
    expect(found("boundaries/iou")).toEqual([]);
  });
});
