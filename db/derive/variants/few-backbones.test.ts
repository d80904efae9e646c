import { expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { testBundle } from "../../test/bundle.ts";
import { type Setting, settingOf } from "../board/setting.ts";
import { fewBackbones, mostVariantBackbones } from "./few-backbones.ts";
import { readoutSizeFigures } from "./readout-sizes.ts";
import { type VariantBoard, variantTable } from "./variant-table.ts";

const ids = Array.from({ length: 300 }, (_, index) => `backbone-${index}`);
const boardOf = (some: readonly string[]) =>
  testBoard(
    ...some.map((id) => ({
      ...testRow(id, { "voc2012/iou": ids.indexOf(id) / 4, "voc2012/ce": 1 }),
      learnableMillions: { voc2012: 0.05 },
    })),
  );
const of = (readout: Setting["readout"], some: readonly string[]): VariantBoard => ({
  setting: settingOf(testBundle({ readout })),
  board: boardOf(some),
  tasks: ["voc2012"],
});

test("a table of hundreds keeps those with most numbers, then the first of the ranking, in its own order", () => {
  const table = variantTable(boardOf(ids), [
    of("bicubic", ids),
    of("transposed-convolution", ["backbone-7"]),
  ]);
  const { table: few, outOf } = fewBackbones(table, ids.toReversed());
  expect(outOf).toBe(300);
  const shown = [...new Set(few.columns.map(({ backboneId }) => backboneId))];
  expect(shown).toHaveLength(mostVariantBackbones);
  expect(shown).toContain("backbone-7");
  expect(shown).toContain("backbone-299");
  expect(few.columns).toEqual(table.columns.filter(({ backboneId }) => shown.includes(backboneId)));
  for (const [index, row] of few.rows.entries()) {
    expect(row.cells).toEqual(
      table.rows[index]?.cells.filter((_, column) => shown.includes(table.columns[column]?.backboneId ?? "")),
    );
  }
});

test("a table of few stays as it is", () => {
  const table = variantTable(boardOf(ids.slice(0, 4)), [of("bicubic", ids.slice(0, 4))]);
  expect(fewBackbones(table, [])).toEqual({ table, outOf: 4 });
});

test("a figure holds the best linear readouts on enlarged features alone, however many there are", () => {
  const few = variantTable(boardOf(ids.slice(0, 4)), [of("bicubic", ids.slice(0, 4))]);
  const figures = readoutSizeFigures(few, null, [of("linear-featup", ids)]);
  expect(figures).toHaveLength(4);
  for (const { series } of figures) {
    const linear = series.find(({ family }) => family === "linear-featup");
    expect(linear?.points.map(({ key }) => key)).toEqual(ids.slice(-mostVariantBackbones).toReversed());
  }
});
