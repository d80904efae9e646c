import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import type { ParameterTensors } from "./parameter-tensors.ts";

const epsilon = 1e-5;

/** A linear layer over the channels of `x [B, C, P]`; gives `[B, O, P]`. The weight is `[O, C]` or `[O, C, 1, 1]`. */
export function pointwise(x: Tensor, parameters: ParameterTensors, name: string): Tensor {
  const weight = parameters[`${name}.weight`];
  const outputs = weight.shape[0];
  const product = op.matmul(op.reshape(weight, [outputs, x.shape[1]]), x);
  return op.add(product, op.reshape(parameters[`${name}.bias`], [outputs, 1]));
}

/**
 * The readout's feed-forward part: linear, ReLU, linear, LayerNorm, for each token alone and without a residual
 * connection (authors' released code). `x [B, C, Q]`; gives `[B, D, Q]`.
 */
export function feedForward(x: Tensor, parameters: ParameterTensors): Tensor {
  const hidden = op.relu(pointwise(x, parameters, "ffn.fc1"));
  return layerNorm(pointwise(hidden, parameters, "ffn.fc2"), parameters, "ffn.norm");
}

/** LayerNorm over the channels of `x [B, C, Q]`. */
function layerNorm(x: Tensor, parameters: ParameterTensors, name: string): Tensor {
  const channels = x.shape[1];
  const centred = op.subtract(x, op.mean(x, [1]));
  const variance = op.mean(op.multiply(centred, centred), [1]);
  const normalised = op.multiply(centred, op.reciprocal(op.sqrt(op.add(variance, epsilon))));
  const [weight, bias] = ["weight", "bias"].map((part) =>
    op.reshape(parameters[`${name}.${part}`], [channels, 1]),
  );
  return op.add(op.multiply(normalised, weight), bias);
}
