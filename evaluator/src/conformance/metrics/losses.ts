import { z } from "zod";
import { compile } from "../../program/compile.ts";
import type { ExecutorId } from "../../program/executor.ts";
import { gradients } from "../../program/gradient.ts";
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";
import { depthRange } from "../../protocol.ts";
import { focal, focalSettings } from "../../readout/losses/pixel-losses.ts";
import {
  logDepths,
  logErrorMoments,
  sigLoss,
  sigLossEpsilon,
  sigLossLambda,
} from "../../readout/losses/scale-invariant-log.ts";
import { total } from "../../readout/losses/staged-sum.ts";
import { type Comparison, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

/** The losses run as they train: the same program, in single precision, on an engine that results are made with. */
type Inputs = Readonly<Record<string, Float32Array>>;

/** A loss of `x` and what it is compared with, and the derivative with respect to each entry of `x`. */
async function valueAndGradient(
  x: Float32Array,
  others: Inputs,
  loss: (x: Tensor, others: Readonly<Record<string, Tensor>>) => Tensor,
  executor: ExecutorId,
): Promise<{ readonly value: number; readonly grad: Float32Array }> {
  const input = op.input("x", [x.length]);
  const tensors = Object.fromEntries(
    Object.entries(others).map(([name, { length }]) => [name, op.input(name, [length])]),
  );
  const value = loss(input, tensors);
  const [grad] = gradients([{ tensor: value, cotangent: op.filled([], 1) }], [input]);
  const inputs = [input, ...Object.values(tensors)];
  await using executable = await compile(executor, { inputs, outputs: { value, grad } });
  const results = await executable.run({ x, ...others });
  return { value: results.value[0], grad: results.grad };
}

/** @throws where a case asks for another loss than the one that trains. */
function requireSettings(
  found: Readonly<Record<string, number>>,
  trained: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(trained)) {
    if (found[name] !== value) throw new Error(`${name} ${found[name]}; the loss that trains has ${value}`);
  }
}

const depthCase = z.strictObject({
  pred: encodedArray,
  gt: encodedArray,
  lambda: z.number(),
  eps: z.number(),
  min_depth: z.number(),
  max_depth: z.number(),
});

export async function checkSigLoss(
  input: unknown,
  expected: unknown,
  executor: ExecutorId = "onnxruntime",
): Promise<Comparison> {
  const { pred, gt, ...settings } = depthCase.parse(input);
  requireSettings(settings, {
    lambda: sigLossLambda,
    eps: sigLossEpsilon,
    min_depth: depthRange.minDepthMeters,
    max_depth: depthRange.maxDepthMeters,
  });
  const truth = Float32Array.from(gt.data);
  const [logDepth, weight] = [new Float32Array(truth.length), new Float32Array(truth.length)];
  const { validPixels, correction } = logDepths(truth, { logDepth, weight });
  const found = await valueAndGradient(
    Float32Array.from(pred.data),
    { logDepth, weight, correction: Float32Array.of(correction) },
    (x, to) => sigLoss(logErrorMoments(x, to.logDepth, to.weight), to.correction),
    executor,
  );
  return compare(expected, { ...found, n_valid: validPixels }, { exact: ["n_valid"] });
}

const focalCase = z.discriminatedUnion("kind", [
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
    alpha: z.literal(2),
    beta: z.literal(4),
  }),
]);

/**
 * CenterNet's own loss (Zhou et al. 2019, eq. 1): -sum / max(1, entries with t = 1), of (1 - p)^2 ln p where t = 1 and
 * (1 - t)^4 p^2 ln(1 - p) elsewhere. No task trains with it; its cases check the operations and gradients that do.
 */
function penaltyReducedFocal(logits: Tensor, positive: Tensor, negative: Tensor): Tensor {
  const square = (x: Tensor) => op.multiply(x, x);
  const [p, complement] = [op.sigmoid(logits), op.sigmoid(op.negate(logits))];
  const missed = op.multiply(op.multiply(square(complement), op.softplus(op.negate(logits))), positive);
  const invented = op.multiply(op.multiply(square(p), op.softplus(logits)), negative);
  return op.reshape(op.sum(op.add(missed, invented), [0]), []);
}

export async function checkFocalLoss(
  input: unknown,
  expected: unknown,
  executor: ExecutorId = "onnxruntime",
): Promise<Comparison> {
  const parsed = focalCase.parse(input);
  const logits = Float32Array.from(parsed.logits.data);
  const target = Float32Array.from(parsed.target.data);
  if (parsed.kind === "retinanet") {
    requireSettings(parsed as unknown as Record<string, number>, focalSettings);
    const weight = target.map(() => 1 / target.length);
    const loss = (x: Tensor, to: Readonly<Record<string, Tensor>>) => total(focal(x, to.target, to.weight));
    return compare(expected, await valueAndGradient(logits, { target, weight }, loss, executor));
  }
  const positives = target.reduce((count, t) => count + Number(t === 1), 0);
  const scale = 1 / Math.max(1, positives);
  const weights = {
    positive: target.map((t) => (t === 1 ? scale : 0)),
    negative: target.map((t) => (t === 1 ? 0 : scale * (1 - t) ** 4)),
  };
  const found = await valueAndGradient(
    logits,
    weights,
    (x, to) => penaltyReducedFocal(x, to.positive, to.negative),
    executor,
  );
  return compare(expected, found);
}
