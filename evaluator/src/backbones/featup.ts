import type { z } from "zod";
import {
  type GraphBuilder,
  int,
  ints,
  reshape,
  scalar,
  slice,
  string,
  type Value,
  vector,
} from "../onnx/index.ts";
import { activation, channelNorm, conv, type Model } from "./layers.ts";
import { type JbuStackOptions, jbuStackOptions } from "./options.ts";
import { bicubicDoubling, poolingMatrix } from "./spatial-matrices.ts";
import { buildVit, vitOptions } from "./vit.ts";

/**
 * FeatUp (Fu et al., ICLR 2024): a vision transformer whose features learned joint bilateral upsamplers enlarge, each by
 * two, guided by the image. Read in the authors' repository mhamilton723/FeatUp: `JBULearnedRange` and `JBUStack`
 * (featup/upsamplers.py), the adaptive convolution (featup/adaptive_conv_cuda/adaptive_conv.cpp), `ChannelNorm`
 * (featup/layers.py), the order of the parts (hubconf.py). Dropout does nothing outside training.
 */
export const featupOptions = vitOptions.safeExtend({ upsampler: jbuStackOptions });
export type FeatupOptions = z.infer<typeof featupOptions>;

const convShape = { kernel: [1, 1], stride: [1, 1], padding: [0, 0], bias: true } as const;

/** Channels that are enlarged at once: their maps stay in the processor's cache, and memory does not grow with D. */
const channelsPerPiece = 4;

/** Normalised pixels [B, 3, I, I] -> [B, D, h, w], where `grid` [h, w] is 2^stages times the transformer's. */
export function buildFeatup(
  model: Model,
  pixels: Value,
  side: number,
  grid: readonly [number, number],
  o: FeatupOptions,
): Value {
  const { stages, channel_norm } = o.upsampler;
  const small: [number, number] = [grid[0] / 2 ** stages, grid[1] / 2 ** stages];
  let features = buildVit(model, pixels, small, o);
  if (channel_norm) features = channelNorm(model, features, "channel_norm", o.embed_dim, channel_norm);
  for (let stage = 1; stage <= stages; stage++) {
    const size: [number, number] = [small[0] * 2 ** stage, small[1] * 2 ** stage];
    const name = `upsampler.up${stage}`;
    features = model.graph.scoped(name, () => {
      const guidance = pooled(model, pixels, side, size);
      const kernel = combinedKernel(model, guidance, name, size, o.upsampler);
      return adaptiveConvolution(model, features, kernel, { size, channels: o.embed_dim, ...o.upsampler });
    });
  }
  const { graph } = model;
  const fixed = conv(model, features, "upsampler.fixup_proj.1", [o.embed_dim, o.embed_dim], convShape);
  return graph.op("Add", [graph.op("Mul", [fixed, scalar(graph, 0.1)]), features]);
}

type Size = readonly [number, number];

/** Rows and columns by one matrix each: [B, C, h, w] -> [B, C, size]. */
function resampled(model: Model, x: Value, from: Size, size: Size, matrix: typeof poolingMatrix): Value {
  const { graph } = model;
  const [rows, columns] = [0, 1].map((axis) => matrix(from[axis], size[axis]));
  const left = graph.constant("float32", [size[0], from[0]], rows);
  const right = graph.constant("float32", [size[1], from[1]], columns);
  const transposed = graph.op("Transpose", [right], { perm: ints([1, 0]) });
  return graph.op("MatMul", [left, graph.op("MatMul", [x, transposed])]);
}

/** The image at the size of the stage's result: [B, 3, I, I] -> [B, 3, H, W]. */
function pooled(model: Model, pixels: Value, side: number, size: Size): Value {
  return resampled(model, pixels, [side, side], size, poolingMatrix);
}

/** [B, C, H + 2r, W + 2r] -> the map that lies `place` (row-major in the window) off the top left corner, [B, C, H, W]. */
function shifted({ graph }: Model, padded: Value, place: number, { size, radius }: Window): Value {
  const diameter = 2 * radius + 1;
  const [row, column] = [Math.floor(place / diameter), place % diameter];
  return slice(graph, padded, [2, 3], [row, column], [row + size[0], column + size[1]]);
}

interface Window {
  readonly size: Size;
  readonly radius: number;
}

function reflected({ graph }: Model, x: Value, radius: number): Value {
  const pads = vector(graph, [0, 0, radius, radius, 0, 0, radius, radius]);
  return graph.op("Pad", [x, pads], { mode: string("reflect") });
}

const windowArea = (radius: number): number => (2 * radius + 1) ** 2;

/**
 * Weights of the window around each place, [B, (2r + 1)^2, H, W]: range softmax times spatial Gaussian, normalised, plus a
 * learned correction that sees the weights and the guidance.
 */
function combinedKernel(model: Model, guidance: Value, name: string, size: Size, o: JbuStackOptions): Value {
  const { graph } = model;
  const area = windowArea(o.radius);
  const product = graph.op("Mul", [
    rangeKernel(model, guidance, name, size, o),
    spatialKernel(model, name, o),
  ]);
  const sum = graph.op("ReduceSum", [product, vector(graph, [1])], { keepdims: int(1) });
  const kernel = graph.op("Div", [product, graph.op("Max", [sum, scalar(graph, 1e-7)])]);
  const both = graph.op("Concat", [kernel, guidance], { axis: int(1) });
  const correction = twoLayers(model, both, `${name}.fixup_proj`, [area + 3, area]);
  return graph.op("Add", [kernel, graph.op("Mul", [correction, scalar(graph, 0.1)])]);
}

/** 1x1, GELU, 1x1. Dropout keeps its place in the sequence, so the second layer is number 3. */
function twoLayers(model: Model, x: Value, name: string, [inputs, width]: readonly [number, number]): Value {
  const hidden = activation(model.graph, conv(model, x, `${name}.0`, [inputs, width], convShape), "gelu_erf");
  return conv(model, hidden, `${name}.3`, [width, width], convShape);
}

/** Softmax over the window of the temperature times the product of a place's key with its neighbours' keys. */
function rangeKernel(model: Model, guidance: Value, name: string, size: Size, o: JbuStackOptions): Value {
  const { graph, weights } = model;
  const keys = twoLayers(model, guidance, `${name}.range_proj`, [3, o.key_dim]);
  const padded = reflected(model, keys, o.radius);
  const scores = Array.from({ length: windowArea(o.radius) }, (_, place) => {
    const neighbour = shifted(model, padded, place, { size, radius: o.radius });
    return graph.op("ReduceSum", [graph.op("Mul", [neighbour, keys]), vector(graph, [1])], {
      keepdims: int(1),
    });
  });
  const exponential = graph.op("Exp", [weights.tensor(`${name}.range_temp`, [])]);
  const temperature = graph.op("Clip", [exponential, scalar(graph, 1e-4), scalar(graph, 1e4)]);
  const scaled = graph.op("Mul", [graph.op("Concat", scores, { axis: int(1) }), temperature]);
  return graph.op("Softmax", [scaled], { axis: int(1) });
}

/** exp(-d^2 / 2s^2) with the window's corners at (+-1, +-1): [1, (2r + 1)^2, 1, 1]. */
function spatialKernel({ graph, weights }: Model, name: string, { radius }: JbuStackOptions): Value {
  const diameter = 2 * radius + 1;
  const halvedSquares = Float32Array.from({ length: diameter ** 2 }, (_, place) => {
    const [y, x] = [Math.floor(place / diameter), place % diameter].map((at) => at / radius - 1);
    return -(y * y + x * x) / 2;
  });
  const sigma = weights.tensor(`${name}.sigma_spatial`, []);
  const exponent = graph.op("Div", [
    graph.constant("float32", [1, diameter ** 2, 1, 1], halvedSquares),
    graph.op("Mul", [sigma, sigma]),
  ]);
  return graph.op("Exp", [exponent]);
}

/** [B, C, H, W] -> C maps [B, 1, H, W]; WebGPU's Split has at most 11 outputs. */
function channelByChannel(graph: GraphBuilder, x: Value, channels: number): Value[] {
  return graph.provider === "webgpu"
    ? Array.from({ length: channels }, (_, channel) => slice(graph, x, [1], [channel], [channel + 1]))
    : graph.ops("Split", [x], channels, { axis: int(1), num_outputs: int(channels) });
}

/**
 * Features enlarged bicubically, then averaged over each place's window with its weights: [B, C, h, w] -> [B, C, H, W]. The
 * weights do not depend on the channel, so a few channels pass at a time.
 */
function adaptiveConvolution(
  model: Model,
  source: Value,
  kernel: Value,
  { size, radius, channels }: Window & { readonly channels: number },
): Value {
  const { graph } = model;
  const from: Size = [size[0] / 2, size[1] / 2];
  const piece = channels % channelsPerPiece === 0 ? channelsPerPiece : 1;
  const places = windowArea(radius);
  const weights = channelByChannel(graph, kernel, places);
  const body = graph.subgraph();
  const inner: Model = { ...model, graph: body };
  const small = body.input("piece", "float32", ["batch", piece, ...from]);
  const padded = reflected(inner, resampled(inner, small, from, size, bicubicDoubling), radius);
  const sum = weights
    .map((weight, place) => body.op("Mul", [shifted(inner, padded, place, { size, radius }), weight]))
    .reduce((total, term) => body.op("Add", [total, term]));
  body.output(sum, "enlarged", "float32", ["batch", piece, ...size]);
  const pieces = reshape(graph, source, [0, channels / piece, piece, ...from]);
  const enlarged = graph.op("Scan", [pieces], {
    body: body.graph(),
    num_scan_inputs: int(1),
    scan_input_axes: ints([1]),
    scan_output_axes: ints([1]),
  });
  return reshape(graph, enlarged, [0, channels, ...size]);
}
