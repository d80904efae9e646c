import { ownDepthTaskId } from "../contract/index.ts";
import type { DepthMap } from "../data/dataset.ts";
import { type DepthLimits, protocol, type TaskSizes } from "../protocol.ts";
import { depthRecord, depthSummary } from "./depth.ts";
import type { SummaryOf, TaskOf } from "./task.ts";

/**
 * The user's own images and depths, trained and scored as NYUv2 is, but for what that camera has of its own: all of the
 * image counts, and depths up to what the user says (PROTOCOL.md).
 */
export function ownDepthTask(
  limits: DepthLimits,
  sizes: TaskSizes,
): TaskOf<typeof ownDepthTaskId, DepthMap, number[], Float32Array> {
  const labelSize = protocol[ownDepthTaskId].imageSize;
  return {
    ...depthRecord({ sizes, labelSize, limits, cropOf: () => null }),
    id: ownDepthTaskId,
    loss: () => ({ kind: "siglog", labelSize, range: limits }),
    summarise,
  };
}

function summarise(parts: readonly number[][]): SummaryOf<typeof ownDepthTaskId> {
  const { pooled, secondary } = depthSummary(parts);
  return { metrics: { "depth/rmse": (multiplicity) => pooled(multiplicity).rmseMeters }, secondary };
}
