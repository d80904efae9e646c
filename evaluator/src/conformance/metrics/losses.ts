import { z } from "zod";
import { penaltyReducedFocalLoss, sigmoidFocalLoss } from "../../math/focal-loss.ts";
import { sigLoss } from "../../math/sig-loss.ts";
import { type Comparison, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const depthLoss = z.strictObject({
  pred: encodedArray,
  gt: encodedArray,
  lambda: z.number(),
  eps: z.number(),
  min_depth: z.number(),
  max_depth: z.number(),
});

export function checkSigLoss(input: unknown, expected: unknown): Comparison {
  const { pred, gt, lambda, eps, min_depth, max_depth } = depthLoss.parse(input);
  const { value, gradient, validPixels } = sigLoss(pred.data, gt.data, {
    lambda,
    epsilonMeters: eps,
    minDepthMeters: min_depth,
    maxDepthMeters: max_depth,
  });
  return compare(expected, { value, grad: gradient, n_valid: validPixels }, { exact: ["n_valid"] });
}

const focal = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("retinanet"),
    logits: encodedArray,
    target: encodedArray,
    alpha: z.number(),
    gamma: z.number(),
  }),
  z.strictObject({
    kind: z.literal("centernet"),
    logits: encodedArray,
    target: encodedArray,
    alpha: z.number(),
    beta: z.number(),
  }),
]);

export function checkFocalLoss(input: unknown, expected: unknown): Comparison {
  const parsed = focal.parse(input);
  const { logits, target } = parsed;
  const { value, gradient } =
    parsed.kind === "retinanet"
      ? sigmoidFocalLoss(logits.data, target.data, parsed)
      : penaltyReducedFocalLoss(logits.data, target.data, parsed);
  return compare(expected, { value, grad: gradient });
}
