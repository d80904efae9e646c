/** DINOv2's depth loss "SigLoss" (facebookresearch/dinov2; Eigen et al., 2014), without its warm-up. */
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";

export const sigLossEpsilon = 0.001;
export const sigLossLambda = 0.15;

export interface LogErrorMoments {
  /** Mean of g over the valid pixels, a scalar. */
  readonly mean: Tensor;
  /** Sum over valid pixels of (g - mean)^2 / number, a scalar. */
  readonly variance: Tensor;
}

/**
 * Moments of g = ln(relu(prediction) + eps) - ln(depth + eps). `logDepth` holds ln(depth + eps), 0 where invalid;
 * `weight` is 1 / number of valid pixels, 0 where invalid. All shapes equal.
 */
export function logErrorMoments(prediction: Tensor, logDepth: Tensor, weight: Tensor): LogErrorMoments {
  const axes = prediction.shape.map((_, axis) => axis);
  const error = op.subtract(op.log(op.add(op.relu(prediction), sigLossEpsilon)), logDepth);
  const mean = op.sum(op.multiply(error, weight), axes);
  const deviation = op.subtract(error, mean);
  const variance = op.sum(op.multiply(op.multiply(deviation, deviation), weight), axes);
  return { mean: op.reshape(mean, []), variance: op.reshape(variance, []) };
}

/** sqrt(var(g) + 0.15 mean(g)^2). `correction` is n / (n - 1), `[1]`: the variance has n - 1. */
export function sigLoss({ mean, variance }: LogErrorMoments, correction: Tensor): Tensor {
  const unbiased = op.multiply(variance, op.reshape(correction, []));
  return op.sqrt(op.add(unbiased, op.multiply(op.multiply(mean, mean), sigLossLambda)));
}
