import {
  float,
  type GraphBuilder,
  int,
  reshape,
  scalar,
  slice,
  transpose,
  type Value,
} from "../onnx/index.ts";
import type { Model } from "./model.ts";

export interface Heads {
  readonly count: number;
  readonly dim: number;
}

export interface AttentionShape {
  readonly heads: Heads;
  /** Tokens that ask, and tokens that are asked, of one image or window. */
  readonly queries: number;
  readonly keys: number;
  /** Windows of one image. */
  readonly windows?: number;
}

/** [B, N, heads * headDim] -> [B, heads, N, headDim] */
export function splitHeads(graph: GraphBuilder, x: Value, tokens: number, { count, dim }: Heads): Value {
  return transpose(graph, reshape(graph, x, [-1, tokens, count, dim]), [0, 2, 1, 3]);
}

/** [B, heads, N, headDim] -> [B, N, heads * headDim] */
export function mergeHeads(graph: GraphBuilder, x: Value, tokens: number, { count, dim }: Heads): Value {
  return reshape(graph, transpose(graph, x, [0, 2, 1, 3]), [-1, tokens, count * dim]);
}

/**
 * softmax(q kT / sqrt(headDim)) v for each head: q [B, Nq, heads * headDim], k and v [B, Nk, heads * headDim] -> [B, Nq,
 * heads * headDim].
 */
export function attend(model: Model, q: Value, k: Value, v: Value, shape: AttentionShape): Value {
  return model.graph.provider === "webgpu"
    ? attendByProducts(model, [q, k, v], shape)
    : attendAtOnce(model, [q, k, v], shape);
}

type QueriesKeysValues = readonly [Value, Value, Value];

/**
 * ONNX Runtime's own operator goes through the keys in blocks, so the Nq x Nk scores of all heads (half a gigabyte an
 * image for SAM 2) never exist at once.
 */
function attendAtOnce({ graph }: Model, parts: QueriesKeysValues, { heads }: AttentionShape): Value {
  return graph.op("com.microsoft::MultiHeadAttention", parts, {
    num_heads: int(heads.count),
    scale: float(heads.dim ** -0.5),
  });
}

/** Most that the scores of one piece of queries take, bytes. */
const scoreBytes = 256 << 20;

/**
 * Two products and a softmax, some queries at a time: ONNX Runtime 1.30's own operator is wrong by a tenth and more from
 * 32 tokens on where its WebGPU provider runs on a processor (SwiftShader).
 */
function attendByProducts(model: Model, [q, k, v]: QueriesKeysValues, shape: AttentionShape): Value {
  const { graph, batch } = model;
  const { heads, queries, keys, windows = 1 } = shape;
  const scaled = graph.op("Mul", [splitHeads(graph, q, queries, heads), scalar(graph, heads.dim ** -0.5)]);
  const keysAcross = transpose(graph, reshape(graph, k, [-1, keys, heads.count, heads.dim]), [0, 2, 3, 1]);
  const values = splitHeads(graph, v, keys, heads);
  const attendTo = (asking: Value) =>
    graph.op("MatMul", [
      graph.op("Softmax", [graph.op("MatMul", [asking, keysAcross])], { axis: int(-1) }),
      values,
    ]);
  const bytesOfQuery = 4 * (batch ?? 1) * windows * heads.count * keys;
  const piece = Math.max(1, Math.min(queries, Math.floor(scoreBytes / bytesOfQuery)));
  const pieces = Array.from({ length: Math.ceil(queries / piece) }, (_, index) => {
    if (piece === queries) return attendTo(scaled);
    const [from, to] = [index * piece, Math.min(queries, (index + 1) * piece)];
    return attendTo(slice(graph, scaled, [2], [from], [to]));
  });
  const attended = pieces.length === 1 ? pieces[0]! : graph.op("Concat", pieces, { axis: int(2) });
  return mergeHeads(graph, attended, queries, heads);
}
