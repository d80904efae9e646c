/** The baselines of Fig. 6: what the tokens or the output are made of instead of masked cross-attention. */

import { elementCount } from "../math/element-count.ts";
import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import type { BicubicConfig, LinearConfig, TransposedConvolutionConfig } from "./config.ts";
import { outputSize } from "./config.ts";
import { feedForward, pointwise } from "./feed-forward.ts";
import { bicubicMatrix, resample, resizeMatrix } from "./interpolation.ts";
import type { ParameterTensors } from "./parameter-tensors.ts";
import { interleave, type PhasedImage, transposedConvolution, upsample } from "./upsampler.ts";

/** Projection, bicubic sampling on the query grid, feed-forward. `features [B, D', hw]`; gives `[B, D, Q]`. */
export function bicubicTokens(features: Tensor, parameters: ParameterTensors, config: BicubicConfig): Tensor {
  const { dim, featureGrid, queryGrid, padding } = config;
  const [batch] = features.shape;
  const projected = op.reshape(pointwise(features, parameters, "proj"), [batch, dim, ...featureGrid]);
  const sampled = resample(projected, queryGrid, (inputs, outputs) =>
    bicubicMatrix(inputs, outputs, padding),
  );
  return feedForward(op.reshape(sampled, [batch, dim, elementCount(queryGrid)]), parameters);
}

/** One transposed convolution, gamma and skip at 16 times the feature grid, then resized. */
export function transposedConvolutionReadout(
  features: Tensor,
  parameters: ParameterTensors,
  config: TransposedConvolutionConfig,
): PhasedImage {
  const [batch] = features.shape;
  const volume = op.reshape(features, [batch, config.featureDim, ...config.featureGrid]);
  const tokens = interleave({ tensor: transposedConvolution(volume, parameters, "tconv") });
  const image = interleave(upsample(tokens, parameters));
  return plainImage(
    resample(image, outputSize(config), (inputs, outputs) => resizeMatrix(inputs, outputs, config.resize)),
  );
}

/** 1x1 on an enlarged feature volume, then resized. */
export function linearReadout(
  features: Tensor,
  parameters: ParameterTensors,
  config: LinearConfig,
): PhasedImage {
  const [batch] = features.shape;
  const image = op.reshape(pointwise(features, parameters, "out"), [
    batch,
    config.outputs,
    ...config.featureGrid,
  ]);
  return plainImage(
    resample(image, outputSize(config), (inputs, outputs) => resizeMatrix(inputs, outputs, config.resize)),
  );
}

const plainImage = (image: Tensor): PhasedImage => ({
  tensor: op.reshape(image, [image.shape[0], 1, ...image.shape.slice(1)]),
});
