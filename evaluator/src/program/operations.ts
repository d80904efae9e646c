/** Constructors of the program's tensors. Each checks its shapes, so that a wrong program cannot be built. */

import { elementCount } from "../math/element-count.ts";
import {
  type BinaryFunction,
  type DataType,
  formatShape,
  type MapBody,
  type Operation,
  type Orientation,
  type Shape,
  sameShape,
  type Tensor,
  type UnaryFunction,
} from "./tensor.ts";

function make(
  operation: Operation,
  inputs: readonly Tensor[],
  shape: Shape,
  dataType: DataType = "float32",
): Tensor {
  return { operation, inputs, shape, dataType };
}

export function input(name: string, shape: Shape, dataType: DataType = "float32"): Tensor {
  return make({ kind: "input", name }, [], shape, dataType);
}

export function constant(data: Float32Array | Int32Array, shape: Shape): Tensor {
  if (data.length !== elementCount(shape)) {
    throw new Error(
      `constant of ${data.length} values, expected ${elementCount(shape)} for ${formatShape(shape)}`,
    );
  }
  return make({ kind: "constant", data }, [], shape, data instanceof Int32Array ? "int32" : "float32");
}

export const scalar = (value: number): Tensor => constant(Float32Array.of(value), []);
export const filled = (shape: Shape, value: number): Tensor => broadcast(scalar(value), shape);

export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(`shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
    }
    return left === 1 ? right : left;
  });
}

function unary(name: UnaryFunction, x: Tensor): Tensor {
  return make({ kind: "unary", function: name }, [x], x.shape);
}

export const exp = (x: Tensor): Tensor => unary("exp", x);
export const log = (x: Tensor): Tensor => unary("log", x);
export const sqrt = (x: Tensor): Tensor => unary("sqrt", x);
export const relu = (x: Tensor): Tensor => unary("relu", x);
export const sigmoid = (x: Tensor): Tensor => unary("sigmoid", x);
/** log(1 + exp(x)), without overflow. */
export const softplus = (x: Tensor): Tensor => unary("softplus", x);
export const negate = (x: Tensor): Tensor => unary("negate", x);
export const reciprocal = (x: Tensor): Tensor => unary("reciprocal", x);
export const abs = (x: Tensor): Tensor => unary("abs", x);
export const sign = (x: Tensor): Tensor => unary("sign", x);

function binary(name: BinaryFunction, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(a.shape, b.shape);
  const left = unspread(a, b, shape);
  return make({ kind: "binary", function: name }, [left, unspread(b, left, shape)], shape);
}

/** An operand before its explicit broadcast, where the operation broadcasts it anyway: saves a copy. */
function unspread(operand: Tensor, other: Tensor, shape: Shape): Tensor {
  if (operand.operation.kind !== "broadcast") return operand;
  const [source] = operand.inputs;
  return sameShape(broadcastShape(source.shape, other.shape), shape) ? source : operand;
}

const lift = (value: Tensor | number): Tensor => (typeof value === "number" ? scalar(value) : value);

export const add = (a: Tensor, b: Tensor | number): Tensor => binary("add", a, lift(b));
export const subtract = (a: Tensor, b: Tensor | number): Tensor => binary("subtract", a, lift(b));
export const multiply = (a: Tensor, b: Tensor | number): Tensor => binary("multiply", a, lift(b));
export const divide = (a: Tensor, b: Tensor | number): Tensor => binary("divide", a, lift(b));

/** x where `by` > 0, else 0. */
export function gate(x: Tensor, by: Tensor): Tensor {
  if (!sameShape(x.shape, by.shape)) {
    throw new Error(`gate of ${formatShape(by.shape)}, expected ${formatShape(x.shape)}`);
  }
  return make({ kind: "gate" }, [x, by], x.shape);
}

export interface MatmulOrientation {
  readonly left?: Orientation;
  readonly right?: Orientation;
}

/** Matrix product over the last two axes; leading axes broadcast. "transposed" swaps an operand's last two axes. */
export function matmul(a: Tensor, b: Tensor, orientation: MatmulOrientation = {}): Tensor {
  const { left = "plain", right = "plain" } = orientation;
  const [rows, inner] = matrixSize(a, left);
  const [inner2, columns] = matrixSize(b, right);
  if (inner !== inner2) {
    throw new Error(`matmul of ${formatShape(a.shape)} ${left} and ${formatShape(b.shape)} ${right}`);
  }
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return make({ kind: "matmul", left, right }, [a, b], [...batch, rows, columns]);
}

function matrixSize({ shape }: Tensor, orientation: Orientation): readonly [number, number] {
  if (shape.length < 2) throw new Error(`matmul operand ${formatShape(shape)}, expected two axes or more`);
  const [rows, columns] = [shape[shape.length - 2], shape[shape.length - 1]];
  return orientation === "plain" ? [rows, columns] : [columns, rows];
}

export const softmax = (x: Tensor): Tensor => make({ kind: "softmax" }, [x], x.shape);

const reducedShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

/** Sum over `axes`, which stay with size 1. */
export function sum(x: Tensor, axes: readonly number[]): Tensor {
  const reduced = axes.filter((axis) => x.shape[axis] !== 1);
  if (reduced.length === 0) return x;
  return make({ kind: "sum", axes: reduced }, [x], reducedShape(x.shape, axes));
}

/** Largest entry over `axes`, which stay with size 1. A constant to the gradient: only for shifts that cancel. */
export function max(x: Tensor, axes: readonly number[]): Tensor {
  return make({ kind: "max", axes }, [x], reducedShape(x.shape, axes));
}

export function mean(x: Tensor, axes: readonly number[]): Tensor {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  return multiply(sum(x, axes), 1 / count);
}

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (elementCount(shape) !== elementCount(x.shape)) {
    throw new Error(`reshape of ${formatShape(x.shape)} to ${formatShape(shape)}`);
  }
  if (sameShape(shape, x.shape)) return x;
  return make({ kind: "reshape" }, [x], shape, x.dataType);
}

/** Axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  if (order.length !== x.shape.length || new Set(order).size !== order.length) {
    throw new Error(`transpose of ${formatShape(x.shape)} by ${formatShape(order)}`);
  }
  if (order.every((axis, index) => axis === index)) return x;
  // Axes of size 1 move for free: where the others keep their order, the values do too.
  const moving = order.filter((axis) => x.shape[axis] !== 1);
  const shape = order.map((axis) => x.shape[axis]);
  if (moving.every((axis, index) => index === 0 || axis > moving[index - 1])) return reshape(x, shape);
  return make({ kind: "transpose", order }, [x], shape, x.dataType);
}

export function slice(x: Tensor, axis: number, start: number, size: number): Tensor {
  if (start < 0 || size < 1 || start + size > x.shape[axis]) {
    throw new Error(`slice ${start}..${start + size} of axis ${axis} of ${formatShape(x.shape)}`);
  }
  if (size === x.shape[axis]) return x;
  const shape = x.shape.map((whole, other) => (other === axis ? size : whole));
  return make({ kind: "slice", axis, start }, [x], shape, x.dataType);
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  if (parts.length === 1) return parts[0];
  const joined = parts.reduce((total, part) => total + part.shape[axis], 0);
  const shape = parts[0].shape.map((size, other) => (other === axis ? joined : size));
  for (const part of parts) {
    if (part.shape.some((size, other) => other !== axis && size !== shape[other])) {
      throw new Error(`concat of ${parts.map((one) => formatShape(one.shape)).join(", ")} on axis ${axis}`);
    }
  }
  return make({ kind: "concat", axis }, parts, shape, parts[0].dataType);
}

export function broadcast(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShape(x.shape, shape), shape)) {
    throw new Error(`broadcast of ${formatShape(x.shape)} to ${formatShape(shape)}`);
  }
  return make({ kind: "broadcast" }, [x], shape, x.dataType);
}

/** 3x3 convolution with padding 1. `x [B, C, H, W]`, `filter [O, C, 3, 3]`, `bias [O]`; gives `[B, O, H, W]`. */
export function convolution(x: Tensor, filter: Tensor, bias?: Tensor): Tensor {
  const [batch, channels, rows, columns] = x.shape;
  const [outputs, inputs, ...kernel] = filter.shape;
  if (inputs !== channels || kernel[0] !== 3 || kernel[1] !== 3) {
    throw new Error(`convolution of ${formatShape(x.shape)} with ${formatShape(filter.shape)}`);
  }
  const operands = bias ? [x, filter, bias] : [x, filter];
  return make({ kind: "convolution" }, operands, [batch, outputs, rows, columns]);
}

/** Gradient of a 3x3 convolution's filter, from `x [B, C, H, W]` and the output's gradient `[B, O, H, W]`. */
export function filterGradient(x: Tensor, outputGradient: Tensor): Tensor {
  return make({ kind: "filter-gradient" }, [x, outputGradient], [outputGradient.shape[1], x.shape[1], 3, 3]);
}

/** Entries of x at `index`, which has x's shape but on `axis`. */
export function pick(x: Tensor, index: Tensor, axis: number): Tensor {
  const others = (shape: Shape): Shape => reducedShape(shape, [axis]);
  if (index.dataType !== "int32" || !sameShape(others(index.shape), others(x.shape))) {
    throw new Error(`pick from ${formatShape(x.shape)} at ${index.dataType} ${formatShape(index.shape)}`);
  }
  return make({ kind: "pick", axis }, [x, index], index.shape);
}

/** `base` with `values` added at `index`: what the gradient of `pick` does. */
export function deposit(base: Tensor, index: Tensor, values: Tensor, axis: number): Tensor {
  return make({ kind: "deposit", axis }, [base, index, values], base.shape);
}

export interface MapResults {
  readonly stacked: readonly Tensor[];
  readonly summed: readonly Tensor[];
}

/**
 * Runs `body` on one piece after the other, so that memory is bounded by one piece. `sliced` tensors are
 * `[count, ...]`. The gradient of a map is a map that computes its piece again rather than keep all of them.
 */
export function mapPieces(
  sliced: readonly Tensor[],
  shared: readonly Tensor[],
  body: (sliced: readonly Tensor[], shared: readonly Tensor[]) => MapResults,
): MapResults {
  const count = sliced[0].shape[0];
  if (sliced.some((whole) => whole.shape[0] !== count)) {
    throw new Error(`map over ${sliced.map((whole) => formatShape(whole.shape)).join(", ")}`);
  }
  if (count === 1) {
    const only = body(
      sliced.map((whole) => reshape(whole, whole.shape.slice(1))),
      shared,
    );
    return { stacked: only.stacked.map((one) => reshape(one, [1, ...one.shape])), summed: only.summed };
  }
  const pieces = sliced.map((whole) => input("piece", whole.shape.slice(1), whole.dataType));
  const wholes = shared.map((whole) => input("shared", whole.shape, whole.dataType));
  const loop = mapOf({ count, sliced: pieces, shared: wholes, ...body(pieces, wholes) }, [
    ...sliced,
    ...shared,
  ]);
  return resultsOf(loop);
}

export function mapOf(body: MapBody, inputs: readonly Tensor[], forward?: Tensor): Tensor {
  return make(forward ? { kind: "map", body, forward } : { kind: "map", body }, inputs, []);
}

export function resultsOf(loop: Tensor): MapResults {
  if (loop.operation.kind !== "map") throw new Error(`results of a ${loop.operation.kind}, expected a map`);
  const { count, stacked, summed } = loop.operation.body;
  return {
    stacked: stacked.map((piece, index) =>
      make({ kind: "result", group: "stacked", index }, [loop], [count, ...piece.shape]),
    ),
    summed: summed.map((piece, index) =>
      make({ kind: "result", group: "summed", index }, [loop], piece.shape),
    ),
  };
}
