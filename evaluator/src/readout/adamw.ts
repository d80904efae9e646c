/** AdamW with decoupled weight decay (Loshchilov and Hutter, 2019), as PyTorch computes it. */
import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";

export interface AdamWConfig {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const adamWDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** What changes from step to step, for the host to compute in double precision. */
export function biasCorrections(
  config: AdamWConfig,
  step: number,
): { stepSize: number; secondScale: number } {
  return {
    stepSize: config.learningRate / (1 - config.beta1 ** step),
    secondScale: 1 / Math.sqrt(1 - config.beta2 ** step),
  };
}

export interface AdamWState {
  readonly parameters: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/** One update of all parameters, each `[length]`; `stepSize` and `secondScale` are `[1]` inputs. */
export function adamW(
  state: AdamWState,
  gradient: Tensor,
  corrections: { readonly stepSize: Tensor; readonly secondScale: Tensor },
  config: AdamWConfig,
): AdamWState {
  const { learningRate, weightDecay, beta1, beta2, epsilon } = config;
  const firstMoment = op.add(op.multiply(state.firstMoment, beta1), op.multiply(gradient, 1 - beta1));
  const secondMoment = op.add(
    op.multiply(state.secondMoment, beta2),
    op.multiply(op.multiply(gradient, gradient), 1 - beta2),
  );
  const denominator = op.add(op.multiply(op.sqrt(secondMoment), corrections.secondScale), epsilon);
  const move = op.multiply(op.divide(firstMoment, denominator), corrections.stepSize);
  const decayed = op.multiply(state.parameters, 1 - learningRate * weightDecay);
  return { parameters: op.subtract(decayed, move), firstMoment, secondMoment };
}
