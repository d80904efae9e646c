import { expect, test } from "vitest";
import type { Cohort } from "../board/cohort.ts";
import { variantGains } from "./variant-gains.ts";
import type { VariantCell, VariantTable } from "./variant-table.ts";

const cell = (difference: number | null): VariantCell => ({
  value: 1,
  source: "paper",
  seeds: 1,
  interval: null,
  difference,
  better: null,
  learnableMillions: null,
  resultIds: [],
});
const row = (key: string, cells: readonly (VariantCell | null)[]): VariantTable["rows"][number] => ({
  key,
  readout: "base",
  label: key,
  cohortId: "paper",
  relativeParameters: 1,
  cells,
});
const columns = (["voc2012/iou", "voc2012/ce", "nyuv2-depth/rmse"] as const).flatMap((metric) =>
  ["a", "b"].map((id) => ({ metric, backboneId: id, backboneLabel: id.toUpperCase() })),
);

test("gains are differences with better above 0, a chart a task, in the metric that ranks it", () => {
  const found = variantGains({
    base: {} as Cohort,
    columns,
    rows: [
      row(
        "base",
        columns.map(() => cell(null)),
      ),
      row("narrow", [cell(-0.6), cell(-4.6), cell(9), cell(9), cell(0.003), cell(-0.021)]),
      row("wide", [cell(0.6), null, cell(9), cell(9), null, null]),
    ],
  });
  expect(found.map(({ metric, rows }) => [metric, rows.map(({ key, gains }) => [key, gains])])).toEqual([
    [
      "voc2012/iou",
      [
        ["narrow", [-0.6, -4.6]],
        ["wide", [0.6, null]],
      ],
    ],
    ["nyuv2-depth/rmse", [["narrow", [-0.003, 0.021]]]],
  ]);
  expect(found[0]?.backbones.map(({ label }) => label)).toEqual(["A", "B"]);
  expect(found[0]?.rows.map(({ mean }) => mean.toFixed(6))).toEqual(["-2.600000", "0.600000"]);
});
