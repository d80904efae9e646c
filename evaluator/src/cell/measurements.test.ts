import { expect, test } from "vitest";
import { depthErrorRow } from "../math/depth-error.ts";
import { nyuv2DepthTask } from "../tasks/nyuv2-depth.ts";
import { measurements } from "./measurements.ts";
import { resamplingOf } from "./resampling.ts";

const frames = ["00001", "00002", "00003", "00004", "00005"];
const testSet = { splits: { train: [], validation: [], test: frames } };
const frame = (validPixels: number, error: number) =>
  depthErrorRow({ validPixels, squaredSum: validPixels * error ** 2, relativeSum: 0, delta1Count: 0 });

/** Frames of which two have any valid depth, with different errors (case g2 of the public reports). */
const summary = nyuv2DepthTask().summarise([
  frame(100, 1),
  frame(0, 0),
  frame(0, 0),
  frame(100, 3),
  frame(0, 0),
]);

test("resamples that hold no valid pixel are left out and counted, never replaced", () => {
  const { value, bootstrap } = measurements(summary, resamplingOf(testSet)).metrics["nyuv2-depth/rmse"] ?? {};
  expect(value).toBeCloseTo(Math.sqrt(5), 12);
  const { replicates = [], undefinedReplicates = 0, resampled } = bootstrap ?? {};
  expect(replicates.filter((replicate) => replicate === null)).toHaveLength(undefinedReplicates);
  // (3/5)^5 = 7.8 % of 1,000.
  expect(undefinedReplicates).toBeGreaterThan(55);
  expect(undefinedReplicates).toBeLessThan(105);
  expect(resampled).toBe("images");
  const defined = replicates.filter((replicate) => replicate !== null);
  expect(Math.min(...defined)).toBeCloseTo(1, 12);
  expect(Math.max(...defined)).toBeCloseTo(3, 12);
});

test("scenes are drawn with all their frames, and one alone says nothing of others", () => {
  const sceneOf = (id: string) => (id < "00003" ? "kitchen" : "bedroom");
  const { bootstrap } =
    measurements(summary, resamplingOf({ ...testSet, sceneOf })).metrics["nyuv2-depth/rmse"] ?? {};
  expect(bootstrap).toMatchObject({ resampled: "scenes", undefinedReplicates: 0 });
  // Kitchen twice, both, bedroom twice.
  const values = new Set(bootstrap?.replicates.map((replicate) => replicate?.toFixed(6)));
  expect([...values].sort()).toEqual(["1.000000", Math.sqrt(5).toFixed(6), "3.000000"]);
  const single = measurements(summary, resamplingOf({ ...testSet, sceneOf: () => "kitchen" }));
  expect(single.metrics["nyuv2-depth/rmse"]?.bootstrap.undefinedReplicates).toBe(1000);
});
