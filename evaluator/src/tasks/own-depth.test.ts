import { expect, test } from "vitest";
import { protocol } from "../protocol.ts";
import { logDepths } from "../readout/losses/scale-invariant-log.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { ownDepthTask } from "./own-depth.ts";

const far = { width: 640, height: 480, depthMeters: new Float32Array(640 * 480).fill(50) };
const limits = { minDepthMeters: 0.001, maxDepthMeters: 80 };
const task = ownDepthTask(limits, protocol.depth);

test("depths up to the user's own limit teach and are scored, at every pixel", () => {
  expect(task.evidence.training.isIn(far)).toBe(true);
  expect(nyuv2DepthTask().evidence.training.isIn(far)).toBe(false);
  expect(task.loss({} as never)).toEqual({ kind: "siglog", labelSize: [216, 288], range: limits });
  const output = new Float32Array(224 * 224).fill(47);
  const parts = [
    task.measure([output], far),
    task.measure([output], { ...far, depthMeters: far.depthMeters.map(() => 90) }),
  ];
  expect(parts.map(([validPixels]) => validPixels)).toEqual([640 * 480, 0]);
  const { metrics, secondary } = task.summarise(parts);
  expect(metrics["depth/rmse"]()).toBeCloseTo(3, 6);
  expect(secondary.absRel).toBeCloseTo(3 / 50, 6);
});

test("the loss counts depths within the limits it is given", () => {
  const room = () => ({ logDepth: new Float32Array(3), weight: new Float32Array(3) });
  const depths = Float32Array.of(5, 50, 500);
  expect(logDepths(depths, room()).validPixels).toBe(1);
  expect(logDepths(depths, room(), limits).validPixels).toBe(2);
});
