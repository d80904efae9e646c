/** The readout from features to image, as two parts of a program: one for the batch at once, one for each image. */

import { elementCount } from "../math/element-count.ts";
import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import { bicubicTokens, linearReadout, transposedConvolutionReadout } from "./baselines.ts";
import { outputSize, type ReadoutConfig } from "./config.ts";
import { feedForward, pointwise } from "./feed-forward.ts";
import { maskedCrossAttention } from "./masked-cross-attention.ts";
import type { ParameterTensors } from "./parameter-tensors.ts";
import { enlargeOnly, type PhasedImage, upsample } from "./upsampler.ts";

/** The part that works on the whole batch: the attention. `features [B, D', hw]`; gives `[B, channels, places]`. */
export function gather(
  features: Tensor,
  parameters: ParameterTensors,
  config: ReadoutConfig,
  pieceBytes: number,
): Tensor {
  return config.model === "attentive"
    ? maskedCrossAttention(features, parameters, config, pieceBytes)
    : features;
}

/** The part that works image by image: from what `gather` made of some images to their outputs. */
export function decode(gathered: Tensor, parameters: ParameterTensors, config: ReadoutConfig): PhasedImage {
  switch (config.model) {
    case "attentive": {
      const tokens =
        config.feedForward === "two-layer"
          ? feedForward(gathered, parameters)
          : pointwise(gathered, parameters, "proj");
      const grid = asGrid(tokens, config.queryGrid);
      return config.upsampler === "convolutional"
        ? upsample(grid, parameters)
        : enlargeOnly(grid, parameters);
    }
    case "bicubic":
      return upsample(asGrid(bicubicTokens(gathered, parameters, config), config.queryGrid), parameters);
    case "transposed-convolution":
      return transposedConvolutionReadout(gathered, parameters, config);
    case "linear":
      return linearReadout(gathered, parameters, config);
  }
}

const asGrid = (tokens: Tensor, grid: readonly [number, number]): Tensor =>
  op.reshape(tokens, [tokens.shape[0], tokens.shape[1], ...grid]);

/**
 * Decodes images in groups that keep within `pieceBytes`, so that the widest layers live for one group only.
 *
 * @param perImage Further tensors `[B, ...]` that the body wants in groups, such as targets.
 * @param body Gets the image of a group and the group's part of `perImage`.
 * @returns What the body gives, `[group, ...]` each, stacked: `[B / group, group, ...]`.
 */
export function decodeInGroups(
  gathered: readonly Tensor[],
  parameters: readonly ParameterTensors[],
  configs: readonly ReadoutConfig[],
  options: {
    readonly perImage: readonly Tensor[];
    readonly extra: readonly Tensor[];
    readonly pieceBytes: number;
  },
  body: (
    images: readonly PhasedImage[],
    perImage: readonly Tensor[],
    extra: readonly Tensor[],
  ) => readonly Tensor[],
): readonly Tensor[] {
  const batch = gathered[0].shape[0];
  const group = imagesPerGroup(batch, configs, options.pieceBytes);
  const grouped = [...gathered, ...options.perImage].map((whole) =>
    op.reshape(whole, [batch / group, group, ...whole.shape.slice(1)]),
  );
  const names = parameters.map((one) => Object.keys(one).filter((name) => !gatherParameters.has(name)));
  const shared = parameters.flatMap((one, index) => names[index].map((name) => one[name]));
  const { stacked } = op.mapPieces(grouped, [...shared, ...options.extra], (pieces, wholes) => {
    let next = 0;
    const images = configs.map((config, index) => {
      const own = Object.fromEntries(names[index].map((name) => [name, wholes[next++]]));
      return decode(pieces[index], own, config);
    });
    return { stacked: body(images, pieces.slice(configs.length), wholes.slice(next)), summed: [] };
  });
  return stacked;
}

/** What `gather` alone uses; a loop need not carry it. */
const gatherParameters = new Set([
  "sigma",
  ...["query", "key", "value"].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
]);

/**
 * Largest divisor of the batch whose widest activations, about four times the output, keep within `pieceBytes`; enlarged
 * features count too.
 */
function imagesPerGroup(batch: number, configs: readonly ReadoutConfig[], pieceBytes: number): number {
  const perImage = configs.reduce((total, config) => {
    const [rows, columns] = outputSize(config);
    const channels = "cnnChannels" in config ? config.cnnChannels : 0;
    const features = config.model === "linear" ? config.featureDim * elementCount(config.featureGrid) : 0;
    return total + 4 * (rows * columns * (2 * config.outputs + 2 * channels) + features);
  }, 0);
  for (let group = batch; group > 1; group--) {
    if (batch % group === 0 && group * perImage <= pieceBytes) return group;
  }
  return 1;
}
