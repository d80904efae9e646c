import type { DepthMap } from "../data/dataset.ts";
import { openNyu } from "../data/nyu.ts";
import { type DepthCrop, eigenCrop } from "../math/depth-error.ts";
import { depthRange, protocol, type Size, type TaskSizes } from "../protocol.ts";
import { depthRecord, depthSummary } from "./depth.ts";
import type { ProtocolTask, SummaryOf } from "./task.ts";

/** The Eigen crop belongs to 480 x 640 images; others count whole. */
function cropOf({ width, height }: DepthMap): DepthCrop | null {
  return width === 640 && height === 480 ? eigenCrop : null;
}

/**
 * NYUv2 depth: SigLoss on 216 x 288 labels, RMSE in metres at the annotation's own resolution, pooled (section 4.4).
 * `labelSize` is what the loss sees, whatever the backbone is shown.
 */
export function nyuv2DepthTask(
  sizes: TaskSizes = protocol["nyuv2-depth"],
  labelSize: Size = protocol["nyuv2-depth"].imageSize,
): ProtocolTask<"nyuv2-depth", DepthMap, number[], Float32Array> {
  return {
    ...depthRecord({ sizes, labelSize, limits: depthRange, cropOf }),
    id: "nyuv2-depth",
    openDataset: openNyu,
    loss: () => ({ kind: "siglog", labelSize }),
    summarise,
  };
}

function summarise(parts: readonly number[][]): SummaryOf<"nyuv2-depth"> {
  const { pooled, secondary } = depthSummary(parts);
  return {
    metrics: { "nyuv2-depth/rmse": (multiplicity) => pooled(multiplicity).rmseMeters },
    secondary,
  };
}
