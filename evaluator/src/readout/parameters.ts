/** The parameters of a readout: names, shapes, initial distributions, counts. Layouts are PyTorch's. */

import { elementCount } from "../math/element-count.ts";
import { type RandomStream, uniformFraction, xoshiro128 } from "../math/random.ts";
import type { Shape } from "../program/tensor.ts";
import type { AttentiveConfig, ReadoutConfig } from "./config.ts";

export type Initial =
  /** Mean 0. */
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "constant"; readonly value: number }
  /** In [centre - bound, centre + bound), bound = 1 / sqrt(fanIn): PyTorch's default for linear layers and convolutions. */
  | { readonly kind: "uniform"; readonly centre: number; readonly bound: number; readonly fanIn: number };

export interface ParameterFacts {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initial;
}

export interface ParameterValue {
  readonly dims: Shape;
  readonly data: Float32Array;
}
export type ParameterValues = ReadonlyMap<string, ParameterValue>;

const positionChannels = 8;
const initialSigma = 0.05;

const constantly = (value: number): Initial => ({ kind: "constant", value });
const uniform = (fanIn: number, centre = 0): Initial => ({
  kind: "uniform",
  centre,
  bound: 1 / Math.sqrt(fanIn),
  fanIn,
});

/** Weight and bias with the same fan-in. */
function layer(
  name: string,
  shape: Shape,
  fanIn: number,
  biases: number,
  biasCentre = 0,
): readonly ParameterFacts[] {
  return [
    { name: `${name}.weight`, shape, initial: uniform(fanIn) },
    { name: `${name}.bias`, shape: [biases], initial: uniform(fanIn, biasCentre) },
  ];
}

const linear = (name: string, inputs: number, outputs: number): readonly ParameterFacts[] =>
  layer(name, [outputs, inputs], inputs, outputs);

function convolution(
  name: string,
  inputs: number,
  outputs: number,
  side: number,
  biasCentre = 0,
): readonly ParameterFacts[] {
  return layer(name, [outputs, inputs, side, side], inputs * side * side, outputs, biasCentre);
}

/** PyTorch takes a transposed convolution's output channels times the kernel's area as its fan-in. */
const transposedConvolution = (name: string, inputs: number, outputs: number): readonly ParameterFacts[] =>
  layer(name, [inputs, outputs, 2, 2], 4 * outputs, outputs);

function upsamplerFacts(
  dim: number,
  channels: number,
  outputs: number,
  outputBias: number,
): ParameterFacts[] {
  const blocks = [0, 1, 2].flatMap((block) => [
    ...convolution(`up.${block}.conv`, block === 0 ? dim : channels, channels, 3),
    ...transposedConvolution(`up.${block}.tconv`, channels, channels),
  ]);
  return [
    ...blocks,
    ...convolution("up.out", channels, outputs, 1, outputBias),
    ...convolution("skip", dim, outputs, 1, outputBias),
  ];
}

function feedForwardFacts(inputs: number, hidden: number, outputs: number): ParameterFacts[] {
  return [
    ...linear("ffn.fc1", inputs, hidden),
    ...linear("ffn.fc2", hidden, outputs),
    { name: "ffn.norm.weight", shape: [outputs], initial: constantly(1) },
    { name: "ffn.norm.bias", shape: [outputs], initial: constantly(0) },
  ];
}

function attentiveFacts(config: AttentiveConfig): ParameterFacts[] {
  const { dim, heads, outputs, outputBias } = config;
  const inputs = config.featureDim + positionChannels;
  const sigmas = config.sigma === "shared" ? 1 : heads;
  return [
    ...(config.mask === "none"
      ? []
      : [{ name: "sigma", shape: [sigmas], initial: constantly(initialSigma) }]),
    ...(config.scores === "mask-only"
      ? []
      : [...linear("query", positionChannels, dim), ...linear("key", inputs, dim)]),
    ...linear("value", inputs, 2 * dim),
    ...(config.feedForward === "two-layer"
      ? feedForwardFacts(2 * dim, 4 * dim, dim)
      : linear("proj", 2 * dim, dim)),
    ...(config.upsampler === "convolutional"
      ? upsamplerFacts(dim, config.cnnChannels, outputs, outputBias)
      : convolution("out", dim, outputs, 3, outputBias)),
  ];
}

/** Every parameter of a readout, in the order of its computation. */
export function parameterFacts(config: ReadoutConfig): readonly ParameterFacts[] {
  const { featureDim, outputs, outputBias } = config;
  switch (config.model) {
    case "attentive":
      return attentiveFacts(config);
    case "bicubic":
      return [
        ...linear("proj", featureDim, config.dim),
        ...feedForwardFacts(config.dim, 2 * config.dim, config.dim),
        ...upsamplerFacts(config.dim, config.cnnChannels, outputs, outputBias),
      ];
    case "transposed-convolution":
      return [
        ...transposedConvolution("tconv", featureDim, config.dim),
        ...upsamplerFacts(config.dim, config.cnnChannels, outputs, outputBias),
      ];
    case "linear":
      return convolution("out", featureDim, outputs, 1, outputBias);
  }
}

export interface ParameterCounts {
  /**
   * The convention of the paper's P_learn: with the affine LayerNorm over the D'+8 inputs that the authors' released
   * code creates but never applies and, for "mask-only", the query projection that is never used.
   */
  readonly published: number;
  /** Parameters that can change the output. */
  readonly effective: number;
}

/** Learnable parameters of a task's readouts together (Tables 3 to 5). */
export function parameterCounts(configs: readonly ReadoutConfig[]): ParameterCounts {
  let [published, effective] = [0, 0];
  for (const config of configs) {
    const count = parameterFacts(config).reduce((total, { shape }) => total + elementCount(shape), 0);
    effective += count;
    published += count + uncomputedParameters(config);
  }
  return { published, effective };
}

function uncomputedParameters(config: ReadoutConfig): number {
  if (config.model !== "attentive") return 0;
  const layerNorm = 2 * (config.featureDim + positionChannels);
  const queries = config.scores === "mask-only" ? (positionChannels + 1) * config.dim : 0;
  return layerNorm + queries;
}

/**
 * Draws a readout's parameters from PyTorch's default distributions. The numbers come from xoshiro128** seeded with
 * (seed, `readout`, 0, 0), one 53-bit fraction a value, in the order of `parameterFacts`, row-major.
 *
 * @param readout Index of the readout within its task, so that two readouts start apart.
 */
export function initialParameters(config: ReadoutConfig, seed: number, readout = 0): ParameterValues {
  const random = xoshiro128([seed >>> 0, readout, Math.floor(seed / 2 ** 32) >>> 0, 0]);
  return drawn(parameterFacts(config), random);
}

/** Draws the parameters of a loss, such as a classifier, from a stream of their own. */
export function initialLossParameters(facts: readonly ParameterFacts[], seed: number): ParameterValues {
  return drawn(facts, xoshiro128([seed >>> 0, 0, Math.floor(seed / 2 ** 32) >>> 0, 1]));
}

function drawn(facts: readonly ParameterFacts[], random: RandomStream): ParameterValues {
  return new Map(
    facts.map(({ name, shape, initial }) => [
      name,
      { dims: shape, data: Float32Array.from({ length: elementCount(shape) }, () => draw(initial, random)) },
    ]),
  );
}

function draw(initial: Initial, random: RandomStream): number {
  switch (initial.kind) {
    case "constant":
      return initial.value;
    case "uniform":
      return initial.centre + initial.bound * (2 * uniformFraction(random) - 1);
    case "normal": {
      // Box and Muller (1958); 1 - u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFraction(random)));
      return initial.deviation * radius * Math.cos(2 * Math.PI * uniformFraction(random));
    }
  }
}
