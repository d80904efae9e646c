import { expect, test } from "vitest";
import { type BackboneRow, metricColumns } from "../_board/board-table.ts";
import { candidates, dominatedWords } from "./candidates.ts";
import { type CostId, costs } from "./costs.ts";

const column = metricColumns().find(({ id }) => id === "nyuv2-depth/rmse");
const costOf = (id: CostId) => {
  const cost = costs.find((one) => one.id === id);
  if (!cost) throw new Error(id);
  return cost;
};

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
    speeds: [],
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
  const found = candidates(rows, column, costOf("parameters"));
  expect(found.map(({ row: { id }, onFront }) => [id, onFront])).toEqual([
    ["small", true],
    ["bad", false],
    ["large", true],
    ["worst", false],
  ]);
  expect(found.map(dominatedWords)).toEqual([null, "small", null, "large and 2 more"]);
});

test("times of one setting only; with the readout where it was timed", () => {
  if (!column) throw new Error("no depth column");
  const timed = (id: string, backbone: number, readout: number | null, settingId = "cpu") => ({
    ...row(id, 100, 0.5),
    speeds: [
      { measurementId: id, settingId, backbone, readout: readout === null ? {} : { "nyuv2-depth": readout } },
    ],
  });
  const rows = [timed("slow", 2, 0.5), timed("fast", 1, null), timed("gpu", 0.1, 0.1, "gpu")];
  const costsOf = (id: CostId) =>
    candidates(rows, column, costOf(id), "cpu").map((one) => [one.row.id, one.cost]);
  expect(costsOf("time")).toEqual([
    ["fast", 1],
    ["slow", 2],
  ]);
  expect(costsOf("time-readout")).toEqual([["slow", 2.5]]);
});
