import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resampleIndices } from "../math/bootstrap.ts";
import { generateScenes } from "../scenes/generate.ts";
import { openTask } from "../tasks/index.ts";
import { shapesDataset } from "../tasks/shapes.fixture.ts";
import { withSplits } from "../tasks/task-splits.ts";
import { resamplingOf } from "./resampling.ts";

const population = ["val2017/c", "val2017/a", "val2017/d", "val2017/b"];
const splits = { train: [], validation: [], test: population };

describe("resamplingOf", () => {
  test("names decide the draw, whatever order they are listed in", () => {
    const one = resamplingOf({ splits });
    const other = resamplingOf({ splits: { ...splits, test: [...population].reverse() } });
    expect(one.seedSha256).toBe(other.seedSha256);
    expect([...one.units.ofImage]).toEqual([2, 0, 3, 1]);
    expect([...other.units.ofImage]).toEqual([1, 3, 0, 2]);
    expect(resamplingOf({ splits: { ...splits, test: ["val2017/a"] } }).seedSha256).not.toBe(one.seedSha256);
  });

  test("a task on some of the images draws as one on all of them does", () => {
    const dataset = { ...shapesDataset("boundaries", 6, 4), splits };
    const all = resamplingOf(withSplits(dataset, splits));
    const few = resamplingOf(withSplits(dataset, { ...splits, test: ["val2017/d", "val2017/a"] }));
    expect(few.seedSha256).toBe(all.seedSha256);
    expect(few.units.count).toBe(4);
    expect([...few.units.ofImage]).toEqual([3, 0]);
    expect(resampleIndices(few.seedSha256, 4, 3)).toEqual(resampleIndices(all.seedSha256, 4, 3));
  });

  test("images of a scene are one unit; those whose scene is not known are units of their own", () => {
    const scenes: Record<string, string | null> = {
      "val2017/a": "den",
      "val2017/b": null,
      "val2017/c": "den",
      "val2017/d": "attic",
    };
    const found = resamplingOf({ splits, sceneOf: (id) => scenes[id] ?? null });
    expect(found.unit).toBe("scenes");
    expect(found.units.count).toBe(3);
    const [c, a, d, b] = found.units.ofImage;
    expect(c).toBe(a);
    expect(new Set([a, b, d]).size).toBe(3);
    expect(resamplingOf({ splits, sceneOf: () => null }).unit).toBe("images");
  });
});

test("the tasks on val2017 share one draw, instance discrimination of its choice of images", async () => {
  const folder = mkdtempSync(join(tmpdir(), "evaluator-resampling-"));
  try {
    await generateScenes({ out: folder, images: 8, seed: 5 });
    const found = [];
    for (const id of ["boundaries", "object-detection", "coco-stuff", "instance-discrimination"] as const) {
      const { dataset } = await openTask(id, "standard", folder, {});
      found.push({ ...resamplingOf(dataset), tested: dataset.splits.test });
      await dataset[Symbol.asyncDispose]();
    }
    expect(new Set(found.map(({ seedSha256 }) => seedSha256)).size).toBe(1);
    const [all] = found;
    for (const { units, tested } of found) {
      expect(units.count).toBe(all.tested.length);
      expect([...units.ofImage]).toEqual(tested.map((id) => all.units.ofImage[all.tested.indexOf(id)]));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
