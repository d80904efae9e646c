/** DINOv2's depth loss "SigLoss" (facebookresearch/dinov2; Eigen et al., 2014), without its warm-up. */
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";
import { type DepthLimits, isTrainingDepth } from "../../protocol.ts";
import { total } from "./staged-sum.ts";

/** Added before each logarithm, metres. */
export const sigLossEpsilon = 0.001;
/**
 * Under the root, where it changes no bit of a loss above 1e-6: a batch without any valid pixel has no error at all, and
 * the root's slope at 0 is infinite, which times nothing is no number.
 */
const underRoot = 1e-20;
/** Weight of the squared mean. */
export const sigLossLambda = 0.15;

/** What the host makes of true depths for `logErrorMoments` and `sigLoss`. */
export interface LogDepths {
  /** ln(depth + eps), 0 where invalid. */
  readonly logDepth: Float32Array;
  /** 1 / number of valid pixels, 0 where invalid. */
  readonly weight: Float32Array;
  readonly validPixels: number;
  /** n / (n - 1): the variance has n - 1. Infinite, and the loss with it undefined, for one valid pixel. */
  readonly correction: number;
}

/** `depthMeters`: any number of depths; NaN and what is out of range are left out. Writes into the two arrays. */
export function logDepths(
  depthMeters: Float32Array,
  { logDepth, weight }: Pick<LogDepths, "logDepth" | "weight">,
  range?: DepthLimits,
): LogDepths {
  let validPixels = 0;
  for (const depth of depthMeters) if (isTrainingDepth(depth, range)) validPixels++;
  logDepth.fill(0);
  weight.fill(0);
  const share = 1 / validPixels;
  for (let pixel = 0; pixel < depthMeters.length; pixel++) {
    const depth = depthMeters[pixel];
    if (!isTrainingDepth(depth, range)) continue;
    logDepth[pixel] = Math.log(depth + sigLossEpsilon);
    weight[pixel] = share;
  }
  return { logDepth, weight, validPixels, correction: validPixels / (validPixels - 1) };
}

export interface LogErrorMoments {
  /** Mean of g over the valid pixels, a scalar. */
  readonly mean: Tensor;
  /** Sum over valid pixels of (g - mean)^2 / number, a scalar. */
  readonly variance: Tensor;
}

/** Moments of g = ln(relu(prediction) + eps) - ln(depth + eps), the depths as `logDepths` gives them. All shapes equal. */
export function logErrorMoments(prediction: Tensor, logDepth: Tensor, weight: Tensor): LogErrorMoments {
  const error = op.subtract(op.log(op.add(op.relu(prediction), sigLossEpsilon)), logDepth);
  const mean = total(op.multiply(error, weight));
  const deviation = op.subtract(error, mean);
  const variance = total(op.multiply(op.multiply(deviation, deviation), weight));
  return { mean, variance };
}

/** sqrt(var(g) + 0.15 mean(g)^2). `correction`: as `logDepths` gives it, `[1]`. */
export function sigLoss({ mean, variance }: LogErrorMoments, correction: Tensor): Tensor {
  const unbiased = op.multiply(variance, op.reshape(correction, []));
  const squares = op.add(unbiased, op.multiply(op.multiply(mean, mean), sigLossLambda));
  return op.sqrt(op.add(squares, underRoot));
}
