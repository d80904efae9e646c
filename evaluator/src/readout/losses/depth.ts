import { InputError } from "../../files/input-error.ts";
import * as op from "../../program/operations.ts";
import type { DepthLimits } from "../../protocol.ts";
import type { GridSize, ReadoutConfig } from "../config.ts";
import { resample, resizeMatrix } from "../interpolation.ts";
import { decodeInGroups } from "../readout.ts";
import { interleave } from "../upsampler.ts";
import type { Loss } from "./loss.ts";
import { checkTargets } from "./phased-targets.ts";
import { logDepths, logErrorMoments, sigLoss } from "./scale-invariant-log.ts";

/**
 * SigLoss on predictions resized bilinearly to the labels, over all pixels of the batch whose depth is in range.
 * Targets: depth in metres, `[images, labelSize]`; NaN and out of range are left out.
 */
export function depthLoss(
  config: ReadoutConfig,
  batch: number,
  labelSize: GridSize,
  range?: DepthLimits,
): Loss<Float32Array> {
  if (config.outputs !== 1) throw new InputError(`depth readout of ${config.outputs} outputs, expected 1`);
  const perImage = labelSize[0] * labelSize[1];
  const shape = [batch, 1, ...labelSize];
  const logDepth = new Float32Array(batch * perImage);
  const weight = new Float32Array(batch * perImage);
  const correction = new Float32Array(1);
  return {
    parameterFacts: [],
    graph(context) {
      const inputs = [op.input("logDepth", shape), op.input("weight", shape), op.input("correction", [1])];
      const [enlarged] = decodeInGroups(
        context.gathered,
        context.parameters,
        context.configs,
        { perImage: [], extra: [], pieceBytes: context.pieceBytes },
        ([image]) => {
          const bilinear = (from: number, to: number) => resizeMatrix(from, to, "bilinear");
          return [resample(interleave(image), labelSize, bilinear)];
        },
      );
      const moments = logErrorMoments(op.reshape(enlarged, shape), inputs[0], inputs[1]);
      const { mean, variance } = moments;
      return { inputs, loss: sigLoss(moments, inputs[2]), statistics: { mean, variance } };
    },
    feeds(depthMeters, images) {
      checkTargets(depthMeters, images, perImage, "depth labels");
      const made = logDepths(depthMeters, { logDepth, weight }, range);
      correction[0] = made.correction;
      return { feeds: { logDepth, weight, correction }, counts: [made.validPixels] };
    },
    statistics: (results, [count]) => ({
      kind: "log-error",
      mean: results.mean[0],
      squares: results.variance[0] * count,
      count,
    }),
  };
}
