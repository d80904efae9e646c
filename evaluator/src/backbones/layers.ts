import {
  float,
  type GraphBuilder,
  int,
  ints,
  reshape,
  scalar,
  slice,
  transpose,
  type Value,
  vector,
} from "../onnx/index.ts";
import { attend, mergeHeads, splitHeads } from "./attention.ts";
import type { Model } from "./model.ts";
import type { ActivationId, BlockOptions, MlpOptions, NormOptions } from "./options.ts";

export type { Model } from "./model.ts";

/** [..., in] -> [..., out]; the file holds the weight as [out, in], transposed once when the session loads. */
export function linear(
  { graph, weights }: Model,
  x: Value,
  name: string,
  [inWidth, outWidth]: readonly [number, number],
  bias: boolean,
): Value {
  const weight = weights.tensor(`${name}.weight`, [outWidth, inWidth]);
  const product = graph.op("MatMul", [x, transpose(graph, weight, [1, 0])]);
  return bias ? graph.op("Add", [product, weights.tensor(`${name}.bias`, [outWidth])]) : product;
}

/** Over the last axis: [..., width] -> [..., width]. */
export function norm(
  { graph, weights }: Model,
  x: Value,
  name: string,
  width: number,
  o: NormOptions,
): Value {
  const weight = weights.tensor(`${name}.weight`, [width]);
  const bias = o.bias ? weights.tensor(`${name}.bias`, [width]) : null;
  return normalise(graph, x, weight, bias, o);
}

/** Normalisation over the last axis with the given scale and shift. */
export function normalise(
  graph: GraphBuilder,
  x: Value,
  weight: Value,
  bias: Value | null,
  o: NormOptions,
): Value {
  if (o.type === "layer_norm") {
    const inputs = bias ? [x, weight, bias] : [x, weight];
    return graph.op("LayerNormalization", inputs, { axis: int(-1), epsilon: float(o.eps) });
  }
  const square = graph.op("Mul", [x, x]);
  const mean = graph.op("ReduceMean", [square, vector(graph, [-1])], { keepdims: int(1) });
  const deviation = graph.op("Sqrt", [graph.op("Add", [mean, scalar(graph, o.eps)])]);
  const scaled = graph.op("Mul", [graph.op("Div", [x, deviation]), weight]);
  return bias ? graph.op("Add", [scaled, bias]) : scaled;
}

/** LayerNorm over the channels of an image: [B, C, H, W] -> [B, C, H, W]. */
export function channelNorm(model: Model, x: Value, name: string, width: number, o: NormOptions): Value {
  const last = transpose(model.graph, x, [0, 2, 3, 1]);
  return transpose(model.graph, norm(model, last, name, width, o), [0, 3, 1, 2]);
}

export function activation(graph: GraphBuilder, x: Value, id: ActivationId): Value {
  switch (id) {
    case "gelu_erf": {
      const scaled = graph.op("Div", [x, scalar(graph, Math.SQRT2)]);
      const gate = graph.op("Add", [graph.op("Erf", [scaled]), scalar(graph, 1)]);
      return graph.op("Mul", [graph.op("Mul", [x, gate]), scalar(graph, 0.5)]);
    }
    case "gelu_tanh": {
      const cube = graph.op("Mul", [graph.op("Mul", [x, x]), x]);
      const inner = graph.op("Add", [x, graph.op("Mul", [cube, scalar(graph, 0.044715)])]);
      const tanh = graph.op("Tanh", [graph.op("Mul", [inner, scalar(graph, Math.sqrt(2 / Math.PI))])]);
      const gate = graph.op("Add", [tanh, scalar(graph, 1)]);
      return graph.op("Mul", [graph.op("Mul", [x, gate]), scalar(graph, 0.5)]);
    }
    case "quick_gelu":
      return graph.op("Mul", [x, graph.op("Sigmoid", [graph.op("Mul", [x, scalar(graph, 1.702)])])]);
    case "silu":
      return graph.op("Mul", [x, graph.op("Sigmoid", [x])]);
  }
}

export interface ConvShape {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly bias: boolean;
  readonly groups?: number;
}

/** [B, inChannels, H, W] -> [B, outChannels, h, w] */
export function conv(
  { graph, weights }: Model,
  x: Value,
  name: string,
  [inChannels, outChannels]: readonly [number, number],
  o: ConvShape,
): Value {
  const groups = o.groups ?? 1;
  const weight = weights.tensor(`${name}.weight`, [outChannels, inChannels / groups, ...o.kernel]);
  const inputs = o.bias ? [x, weight, weights.tensor(`${name}.bias`, [outChannels])] : [x, weight];
  const pads = ints([...o.padding, ...o.padding]);
  return graph.op("Conv", inputs, {
    kernel_shape: ints(o.kernel),
    strides: ints(o.stride),
    pads,
    group: int(groups),
  });
}

/** [..., width] -> [..., width] */
export function mlp(model: Model, x: Value, name: string, width: number, o: MlpOptions): Value {
  const input = o.input_norm ? norm(model, x, `${name}.norm`, width, o.input_norm) : x;
  const into = (key: string) => linear(model, input, `${name}.${key}`, [width, o.hidden], o.bias);
  const up = into(o.keys.up);
  const hidden =
    o.keys.gate === undefined
      ? activation(model.graph, up, o.activation)
      : model.graph.op("Mul", [activation(model.graph, into(o.keys.gate), o.activation), up]);
  const normed = o.hidden_norm ? norm(model, hidden, `${name}.norm`, o.hidden, o.hidden_norm) : hidden;
  return linear(model, normed, `${name}.${o.keys.down}`, [o.hidden, width], o.bias);
}

/** Changes queries or keys [B, heads, N, headDim] before the attention, for example by rotary positions. */
export type Rotation = (x: Value) => Value;

type QueriesKeysValues = [Value, Value, Value];

/** One layer for all three: [B, N, width] -> three of [B, N, heads * headDim]. */
function fusedProjections(model: Model, x: Value, name: string, o: BlockOptions): QueriesKeysValues {
  const { graph, weights } = model;
  const width = o.num_heads * o.head_dim;
  const product = linear(model, x, `${name}.qkv`, [o.embed_dim, 3 * width], o.qkv_bias === true);
  const part = (key: string) => weights.tensor(`${name}.${key}`, [width]);
  const zeros = () => graph.constant("float32", [width], new Float32Array(width), `zeros.${width}`);
  const bias = () => graph.op("Concat", [part("q_bias"), zeros(), part("v_bias")], { axis: int(0) });
  const stacked = o.qkv_bias === "q_and_v" ? graph.op("Add", [product, bias()]) : product;
  const split = { axis: int(2), num_outputs: int(3) };
  return graph.ops("Split", [stacked], 3, split) as QueriesKeysValues;
}

/** A layer each: [B, N, width] -> three of [B, N, heads * headDim]. */
function separateProjections(model: Model, x: Value, name: string, o: BlockOptions): QueriesKeysValues {
  const widths = [o.embed_dim, o.num_heads * o.head_dim] as const;
  const project = (part: "q" | "k" | "v") => {
    const biased = o.qkv_bias === "q_and_v" ? part !== "k" : o.qkv_bias;
    return linear(model, x, `${name}.${part}_proj`, widths, biased);
  };
  return [project("q"), project("k"), project("v")];
}

/** Self-attention over all tokens: [B, N, width] -> [B, N, width]. */
export function selfAttention(
  model: Model,
  x: Value,
  name: string,
  tokens: number,
  o: BlockOptions,
  rotate: Rotation | null,
): Value {
  const { graph } = model;
  const heads = { count: o.num_heads, dim: o.head_dim };
  const width = heads.count * heads.dim;
  const [q, k, v] = (o.qkv_fused ? fusedProjections : separateProjections)(model, x, name, o);
  const rotated = (part: Value) =>
    rotate ? mergeHeads(graph, rotate(splitHeads(graph, part, tokens, heads)), tokens, heads) : part;
  const attended = attend(model, rotated(q), rotated(k), v, { heads, queries: tokens, keys: tokens });
  return linear(model, attended, `${name}.proj`, [width, o.embed_dim], o.proj_bias);
}

/**
 * Pre-norm transformer block: [B, N, width] -> [B, N, width]. `layerScale` names the factors of the two branches.
 */
export function block(
  model: Model,
  x: Value,
  name: string,
  tokens: number,
  o: BlockOptions,
  layerScale: readonly [string, string] | null,
  rotate: Rotation | null = null,
): Value {
  const { graph, weights } = model;
  const scaled = (branch: Value, index: 0 | 1) =>
    layerScale
      ? graph.op("Mul", [branch, weights.tensor(`${name}.${layerScale[index]}`, [o.embed_dim])])
      : branch;
  const normed = norm(model, x, `${name}.norm1`, o.embed_dim, o.norm);
  const attended = selfAttention(model, normed, `${name}.attn`, tokens, o, rotate);
  const middle = graph.op("Add", [x, scaled(attended, 0)]);
  const again = norm(model, middle, `${name}.norm2`, o.embed_dim, o.norm);
  return graph.op("Add", [middle, scaled(mlp(model, again, `${name}.mlp`, o.embed_dim, o.mlp), 1)]);
}

/** Drops the first `prefix` tokens and lays out the rest: [B, prefix + h * w, D] -> [B, D, h, w]. */
export function tokensToGrid(
  graph: GraphBuilder,
  tokens: Value,
  prefix: number,
  dim: number,
  [height, width]: readonly [number, number],
): Value {
  const grid = prefix === 0 ? tokens : slice(graph, tokens, [1], [prefix], [prefix + height * width]);
  return reshape(graph, transpose(graph, grid, [0, 2, 1]), [-1, dim, height, width]);
}

/** [B, D, h, w] -> [B, h * w, D] */
export function gridToTokens(
  graph: GraphBuilder,
  grid: Value,
  dim: number,
  [height, width]: readonly [number, number],
): Value {
  return transpose(graph, reshape(graph, grid, [-1, dim, height * width]), [0, 2, 1]);
}
