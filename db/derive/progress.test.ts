import { expect, test } from "vitest";
import { type GridRun, gridProgress } from "./progress.ts";

const backbones = ["a", "b"].map((id) => ({ id, label: id.toUpperCase() }));
const run = (backboneId: string, task: GridRun["task"], standing: GridRun["standing"] = "accepted") => ({
  ...{ backboneId, task, standing },
});

test("cells that are measured, wait and are missing; seeds are counted within a cell", () => {
  const progress = gridProgress(
    backbones,
    ["voc2012", "nyuv2-depth"],
    [
      run("a", "voc2012"),
      run("a", "voc2012"),
      run("a", "voc2012", "waiting"),
      run("b", "nyuv2-depth", "waiting"),
      // Neither in a row nor in a column of the grid.
      run("other", "voc2012"),
      run("a", "boundaries"),
    ],
  );
  expect(progress.rows).toEqual([
    {
      id: "a",
      label: "A",
      cells: [
        [2, 1],
        [0, 0],
      ],
    },
    {
      id: "b",
      label: "B",
      cells: [
        [0, 0],
        [0, 1],
      ],
    },
  ]);
  expect(progress).toMatchObject({ measured: 1, waiting: 1, missing: 2, runs: 2 });
});

test("nothing is there yet", () => {
  expect(gridProgress(backbones, ["voc2012"], [])).toMatchObject({
    measured: 0,
    waiting: 0,
    missing: 2,
    runs: 0,
  });
  expect(gridProgress([], ["voc2012"], [])).toMatchObject({ rows: [], missing: 0 });
});
