import { expect, test } from "vitest";
import type { BoardRow } from "#db/derive/board/board.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { testRow } from "#db/test/board.ts";
import { candidates, dominatedWords, frontierWords, untrainedWords } from "./candidates.ts";
import { type CostId, costs } from "./costs.ts";

const column = metricColumn("nyuv2-depth/rmse");
const costOf = (id: CostId) => {
  const cost = costs.find((one) => one.id === id);
  if (!cost) throw new Error(id);
  return cost;
};

function row(id: string, parametersMillions: number, rmse: number | null): BoardRow {
  const plain = testRow(id, rmse === null ? {} : { "nyuv2-depth/rmse": rmse });
  return { ...plain, backbone: { ...plain.backbone, parametersMillions } };
}

test("the frontier of a lower-is-better score, cheapest first, with who dominates the rest", () => {
  const rows = [
    row("large", 300, 0.4),
    row("small", 50, 0.6),
    row("bad", 100, 0.7),
    row("worst", 300, 0.9),
    row("none", 10, null),
  ];
  const found = candidates(rows, column, costOf("parameters"));
  expect(found.map(({ id, onFront }) => [id, onFront])).toEqual([
    ["small", true],
    ["bad", false],
    ["large", true],
    ["worst", false],
  ]);
  expect(found.map(dominatedWords)).toEqual([null, "small", null, "large and 2 more"]);
});

test.each([
  [[], /^$/],
  [["a"], /^Only a has both numbers here, so there is nothing to dominate it or to be dominated\.$/],
  [["a", "b"], /^Both backbones are on the frontier, cheapest first: a, b\.$/],
  [["a", "bad"], /^1 of 2 backbones is on the frontier: a\. The other one is dominated: something costs/],
  [["a", "b", "c"], /^All 3 backbones are on the frontier, cheapest first: a, b, c\.$/],
  [["a", "b", "bad"], /^2 of 3 .* are on the frontier, cheapest first: a, b\. The other one is dominated:/],
  [["a", "bad", "worse"], /^1 of 3 backbones is on the frontier: a\. Every other one is dominated:/],
])("%j in words", (ids, words) => {
  const all = [
    row("a", 1, 0.6),
    row("b", 2, 0.5),
    row("c", 3, 0.4),
    row("bad", 4, 0.7),
    row("worse", 5, 0.8),
  ];
  const rows = all.filter(({ backbone }) => ids.includes(backbone.id));
  expect(frontierWords(candidates(rows, column, costOf("parameters")))).toMatch(words);
});

test("times of one setting only; with the readout where it was timed", () => {
  const timed = (id: string, backbone: number, readout: number | null, settingId = "cpu") => ({
    ...row(id, 100, 0.5),
    speeds: [
      {
        measurementId: id,
        settingId,
        isUntrained: id === "slow",
        backbone,
        readout: readout === null ? {} : { "nyuv2-depth": readout },
      },
    ],
  });
  const rows = [timed("slow", 2, 0.5), timed("fast", 1, null), timed("gpu", 0.1, 0.1, "gpu")];
  const costsOf = (id: CostId) =>
    candidates(rows, column, costOf(id), "cpu").map((one) => [one.id, one.cost]);
  expect(costsOf("time")).toEqual([
    ["fast", 1],
    ["slow", 2],
  ]);
  expect(costsOf("time-readout")).toEqual([["slow", 2.5]]);
  const wordsOf = (id: CostId) => untrainedWords(candidates(rows, column, costOf(id), "cpu"));
  expect(wordsOf("time")).toBe("1 of 2 with random weights, which take the same time as trained ones");
  expect(wordsOf("time-readout")).toMatch(/^all with random weights/);
  expect(wordsOf("parameters")).toBe("");
});
