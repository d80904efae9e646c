import { type GraphBuilder, int, reshape, slice, transpose, type Value, vector } from "../onnx/index.ts";
import { attend } from "./attention.ts";
import { linear, type Model } from "./layers.ts";

/** Attention of Hiera and of SAM 2's trunk: within square windows of a map, with queries pooled where a stage begins. */
export interface WindowAttention {
  /** Rows and columns of the input map. */
  readonly map: readonly [number, number];
  /** Side of a window; null attends over the whole map. */
  readonly window: number | null;
  /** `max-2x2` halves the map: each query is the maximum over 2 x 2 places. */
  readonly queryPool: "none" | "max-2x2";
  readonly widths: { readonly from: number; readonly to: number };
  readonly heads: number;
}

/** Maximum over 2 x 2 places: [B, H, W, C] -> [B, H / 2, W / 2, C]. */
export function maxPool2x2(
  graph: GraphBuilder,
  x: Value,
  [height, width]: readonly [number, number],
  channels: number,
): Value {
  const split = reshape(graph, x, [-1, height / 2, 2, width / 2, 2, channels]);
  return graph.op("ReduceMax", [split, vector(graph, [2, 4])], { keepdims: int(0) });
}

/**
 * [B, H, W, from] -> [B, H', W', to], where H' = H / 2 with pooled queries. Windows that do not divide the map are padded
 * with zeros, which take part as keys: their projection is the bias.
 */
export function windowAttention(model: Model, x: Value, name: string, o: WindowAttention): Value {
  const { graph } = model;
  const [height, width] = o.map;
  const side: [number, number] = o.window === null ? [height, width] : [o.window, o.window];
  const counts: [number, number] = [Math.ceil(height / side[0]), Math.ceil(width / side[1])];
  const windows = partition(graph, x, o.map, side, counts, o.widths.from);
  const area = side[0] * side[1];
  const stacked = linear(model, windows, `${name}.qkv`, [o.widths.from, 3 * o.widths.to], true);
  const [q, k, v] = graph.ops("Split", [stacked], 3, { axis: int(2), num_outputs: int(3) }) as [
    Value,
    Value,
    Value,
  ];
  const shrink = o.queryPool === "none" ? 1 : 2;
  const queries = shrink === 1 ? q : maxPool2x2(graph, q, side, o.widths.to);
  const queryArea = area / (shrink * shrink);
  const flat = shrink === 1 ? queries : reshape(graph, queries, [-1, queryArea, o.widths.to]);
  const merged = attend(model, flat, k, v, {
    heads: { count: o.heads, dim: o.widths.to / o.heads },
    queries: queryArea,
    keys: area,
    windows: counts[0] * counts[1],
  });
  const projected = linear(model, merged, `${name}.proj`, [o.widths.to, o.widths.to], true);
  const half = ([a, b]: readonly [number, number]): [number, number] => [a / shrink, b / shrink];
  return unpartition(graph, projected, half(o.map), half(side), counts, o.widths.to);
}

type Pair = readonly [number, number];

/** [B, H, W, C] -> [B * windows, side * side, C] */
function partition(
  graph: GraphBuilder,
  x: Value,
  map: Pair,
  side: Pair,
  counts: Pair,
  channels: number,
): Value {
  const missing = [counts[0] * side[0] - map[0], counts[1] * side[1] - map[1]] as const;
  const pad = () => graph.op("Pad", [x, vector(graph, [0, 0, 0, 0, 0, missing[0], missing[1], 0])]);
  const padded = missing[0] + missing[1] > 0 ? pad() : x;
  const split = reshape(graph, padded, [-1, counts[0], side[0], counts[1], side[1], channels]);
  return reshape(graph, transpose(graph, split, [0, 1, 3, 2, 4, 5]), [-1, side[0] * side[1], channels]);
}

/** [B * windows, side * side, C] -> [B, H, W, C] */
function unpartition(
  graph: GraphBuilder,
  windows: Value,
  map: Pair,
  side: Pair,
  counts: Pair,
  channels: number,
): Value {
  const split = reshape(graph, windows, [-1, counts[0], counts[1], side[0], side[1], channels]);
  const rows = counts[0] * side[0];
  const columns = counts[1] * side[1];
  const joined = reshape(graph, transpose(graph, split, [0, 1, 3, 2, 4, 5]), [-1, rows, columns, channels]);
  const cutRows = rows > map[0] ? slice(graph, joined, [1], [0], [map[0]]) : joined;
  return columns > map[1] ? slice(graph, cutRows, [2], [0], [map[1]]) : cutRows;
}
