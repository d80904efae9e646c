import { ints } from "./attribute.ts";
import type { GraphBuilder, Value } from "./graph-builder.ts";

/** Nodes that move values and compute none, and the constants that say how. */

export function scalar(graph: GraphBuilder, value: number): Value {
  return graph.constant("float32", [], Float32Array.of(value));
}

/** An int64 vector: shapes, axes, indices. */
export function vector(graph: GraphBuilder, values: readonly number[]): Value {
  return graph.constant("int64", [values.length], BigInt64Array.from(values, BigInt));
}

/** Sizes of the result; 0 keeps the input's axis, -1 takes what is left. */
export function reshape(graph: GraphBuilder, x: Value, dims: readonly number[]): Value {
  return graph.op("Reshape", [x, vector(graph, dims)]);
}

/** Axis i of the result is axis `axes[i]` of x. */
export function transpose(graph: GraphBuilder, x: Value, axes: readonly number[]): Value {
  return graph.op("Transpose", [x], { perm: ints(axes) });
}

/** Elements `from` up to but without `to` of each of `axes`. */
export function slice(
  graph: GraphBuilder,
  x: Value,
  axes: readonly number[],
  from: readonly number[],
  to: readonly number[],
): Value {
  return graph.op("Slice", [x, vector(graph, from), vector(graph, to), vector(graph, axes)]);
}
