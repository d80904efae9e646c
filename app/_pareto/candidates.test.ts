import { expect, test } from "vitest";
import { type BackboneRow, metricColumns } from "../_board/board-table.ts";
import { candidates, dominatedWords } from "./candidates.ts";
import { costs } from "./costs.ts";

const column = metricColumns().find(({ id }) => id === "nyuv2-depth/rmse");
const parameters = costs[0];

function row(id: string, parametersMillions: number, rmse: number | null): BackboneRow {
  return {
    id,
    label: id,
    training: "baseline",
    objective: "",
    architecture: "",
    pretrainingData: "",
    inputSizePixels: 224,
    featureGrid: [14, 14],
    featureDim: 768,
    parametersMillions,
    licence: null,
    leak: null,
    learnableMillions: {},
    overallRankInterval: null,
    scores:
      rmse === null
        ? {}
        : {
            "nyuv2-depth/rmse": {
              value: rmse,
              source: "paper",
              seeds: 1,
              interval: null,
              rankInterval: null,
            },
          },
  };
}

test("the frontier of a lower-is-better score, cheapest first, with who dominates the rest", () => {
  if (!column) throw new Error("no depth column");
  const rows = [
    row("large", 300, 0.4),
    row("small", 50, 0.6),
    row("bad", 100, 0.7),
    row("worst", 300, 0.9),
    row("none", 10, null),
  ];
  const found = candidates(rows, column, parameters);
  expect(found.map(({ row: { id }, onFront }) => [id, onFront])).toEqual([
    ["small", true],
    ["bad", false],
    ["large", true],
    ["worst", false],
  ]);
  expect(found.map(dominatedWords)).toEqual([null, "small", null, "large and 2 more"]);
});
