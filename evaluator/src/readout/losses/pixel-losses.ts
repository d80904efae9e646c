/** Losses that are a weighted sum over pixels, each image's by itself; the host makes the weights, so that invalid pixels have none. */
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";
import { imageSums } from "./staged-sum.ts";

/**
 * Softmax cross-entropy. `logits [images, ..., n, P]`, `index` int32 and `weight` `[images, ..., 1, P]`, classes on axis
 * `axis`; gives the sums of weight * (log sum exp(logits) - logit of the index), `[images]`.
 */
export function crossEntropy(logits: Tensor, index: Tensor, weight: Tensor, axis: number): Tensor {
  const shift = op.max(logits, [axis]);
  const total = op.sum(op.exp(op.subtract(logits, shift)), [axis]);
  const logTotal = op.add(op.log(total), shift);
  return weightedSum(op.subtract(logTotal, op.pick(logits, index, axis)), weight);
}

/** Binary cross-entropy with logits, targets in [0, 1]: softplus(x) - x t. All shapes equal; gives `[images]`. */
export function binaryCrossEntropy(logits: Tensor, target: Tensor, weight: Tensor): Tensor {
  return weightedSum(op.subtract(op.softplus(logits), op.multiply(logits, target)), weight);
}

/** Of the authors' released code; gamma is a square below. */
export const focalSettings = { alpha: 0.25, gamma: 2 } as const;

/**
 * RetinaNet's focal loss with soft targets: a (1 - q)^gamma BCE, q = p t + (1 - p)(1 - t), a = alpha t + (1 - alpha)(1 - t)
 * (torchvision's sigmoid_focal_loss; PROTOCOL.md). Gives `[images]`.
 */
export function focal(logits: Tensor, target: Tensor, weight: Tensor): Tensor {
  const { alpha } = focalSettings;
  const p = op.sigmoid(logits);
  const one = op.scalar(1);
  // 1 - q = p (1 - t) + t (1 - p) = p + t - 2 p t, without cancellation against 1.
  const miss = op.add(
    op.multiply(p, op.subtract(one, target)),
    op.multiply(op.sigmoid(op.negate(logits)), target),
  );
  const balance = op.add(op.multiply(target, 2 * alpha - 1), 1 - alpha);
  const entropy = op.subtract(op.softplus(logits), op.multiply(logits, target));
  return weightedSum(op.multiply(op.multiply(balance, op.multiply(miss, miss)), entropy), weight);
}

/** Sums of weight * |x - target|, `[images]`. */
export function absoluteError(x: Tensor, target: Tensor, weight: Tensor): Tensor {
  return weightedSum(op.abs(op.subtract(x, target)), weight);
}

function weightedSum(values: Tensor, weight: Tensor): Tensor {
  return imageSums(op.multiply(values, weight));
}
