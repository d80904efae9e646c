/** The program's operations in TensorFlow.js. */

import type { Tensor } from "./tensor.ts";
import type { NamedAttrMap, NamedTensorMap, TensorFlow, Tensor as Value } from "./tf.ts";

/** One operation of the program, `inputs` in the order of the tensor's own. */
export function compute(tf: TensorFlow, tensor: Tensor, inputs: readonly Value[]): Value {
  const { operation } = tensor;
  const shape = [...tensor.shape];
  const [x, y] = inputs;
  switch (operation.kind) {
    case "constant":
      return tf.tensor(operation.data, shape, tensor.dataType);
    case "unary":
      return unary(tf, operation.function, x);
    case "binary":
      return { add: tf.add, subtract: tf.sub, multiply: tf.mul, divide: tf.div }[operation.function](x, y);
    case "gate":
      return tf.mul(x, tf.step(y));
    case "matmul":
      return matmul(tf, tensor, x, y);
    case "softmax":
      return tf.softmax(x);
    case "sum":
      return tf.sum(x, [...operation.axes], true);
    case "max":
      return tf.max(x, [...operation.axes], true);
    case "reshape":
      return tf.reshape(x, shape);
    case "transpose":
      return tf.transpose(x, [...operation.order]);
    case "slice": {
      const begin = shape.map((_, axis) => (axis === operation.axis ? operation.start : 0));
      return tf.slice(x, begin, shape);
    }
    case "concat":
      return tf.concat([...inputs], operation.axis);
    case "broadcast":
      return tf.broadcastTo(x, shape);
    case "convolution":
      return convolution(tf, inputs);
    case "filter-gradient":
      return filterGradient(tf, x, y, shape);
    case "pick":
      return pick(tf, x, y, operation.axis);
    case "deposit":
      return tf.add(x, scattered(tf, y, inputs[2], x.shape, operation.axis));
    // The executor has their values before anything that uses them.
    case "input":
    case "map":
    case "result":
      throw new Error(`${operation.kind} is no operator`);
    default:
      return operation satisfies never;
  }
}

function unary(
  tf: TensorFlow,
  name: Extract<Tensor["operation"], { kind: "unary" }>["function"],
  x: Value,
): Value {
  const functions = { negate: tf.neg, exp: tf.exp, log: tf.log, sqrt: tf.sqrt, relu: tf.relu };
  const others = {
    sigmoid: tf.sigmoid,
    softplus: tf.softplus,
    reciprocal: tf.reciprocal,
    abs: tf.abs,
    sign: tf.sign,
  };
  return { ...functions, ...others }[name](x);
}

function pick(tf: TensorFlow, x: Value, index: Value, axis: number): Value {
  if (index.shape[axis] === 1) return tf.sum(tf.mul(x, oneHot(tf, index, x.shape, axis)), axis, true);
  return tf.reshape(tf.gatherND(x, coordinates(tf, index, axis)), index.shape);
}

/** Zeros of `shape` with `values` added at `index`. */
function scattered(
  tf: TensorFlow,
  index: Value,
  values: Value,
  shape: readonly number[],
  axis: number,
): Value {
  if (index.shape[axis] === 1) return tf.mul(values, oneHot(tf, index, shape, axis));
  return tf.scatterND(coordinates(tf, index, axis), tf.reshape(values, [-1]), [...shape]);
}

/** `[entries, 2]`: row and column of every index, for a matrix indexed along its columns. */
function coordinates(tf: TensorFlow, index: Value, axis: number): Value {
  const [rows, columns] = index.shape;
  if (index.rank !== 2 || axis !== 1)
    throw new Error(`index [${index.shape}] on axis ${axis}, expected a matrix on 1`);
  const row = tf.broadcastTo(tf.reshape(tf.range(0, rows, 1, "int32"), [rows, 1]), [rows, columns]);
  return tf.stack([tf.reshape(row, [-1]), tf.reshape(index, [-1])], 1);
}

/** 1 where `index` says, else 0, in `shape`. */
function oneHot(tf: TensorFlow, index: Value, shape: readonly number[], axis: number): Value {
  const classes = shape.map((size, other) => (other === axis ? size : 1));
  return tf.cast(tf.equal(index, tf.reshape(tf.range(0, shape[axis], 1, "int32"), classes)), "float32");
}

/**
 * TensorFlow.js broadcasts batches of matrices only where both operands have the same rank, and its own CPU backend
 * only a batch of one: there, a batch that needs more is written out.
 */
function matmul(tf: TensorFlow, tensor: Tensor, a: Value, b: Value): Value {
  const { left, right } = tensor.operation as Extract<Tensor["operation"], { kind: "matmul" }>;
  const rank = tensor.shape.length;
  const raised = (value: Value): Value =>
    tf.reshape(value, [...Array<number>(rank - value.rank).fill(1), ...value.shape]);
  const batch = tensor.shape.slice(0, -2);
  const spread = (value: Value): Value => {
    const own = value.shape.slice(0, -2);
    const isOne = own.every((size) => size === 1);
    const isWhole = own.every((size, axis) => size === batch[axis]);
    if (tf.getBackend() !== "cpu" || isOne || isWhole) return value;
    return tf.broadcastTo(value, [...batch, ...value.shape.slice(-2)]);
  };
  return tf.matMul(spread(raised(a)), spread(raised(b)), left === "transposed", right === "transposed");
}

const channelsLast = [0, 2, 3, 1];
const channelsFirst = [0, 3, 1, 2];
/** `[O, C, kh, kw]` to TensorFlow's `[kh, kw, C, O]`. */
const filterLast = [2, 3, 1, 0];
const filterFirst = [3, 2, 0, 1];

function convolution(tf: TensorFlow, [x, filter, bias]: readonly Value[]): Value {
  const result = tf.conv2d(
    tf.transpose(x, channelsLast) as ReturnType<TensorFlow["tensor4d"]>,
    tf.transpose(filter, filterLast) as ReturnType<TensorFlow["tensor4d"]>,
    1,
    "same",
  );
  return tf.transpose(bias ? tf.add(result, bias) : result, channelsFirst);
}

function filterGradient(
  tf: TensorFlow,
  x: Value,
  gradient: Value,
  [outputs, channels]: readonly number[],
): Value {
  const named = { x: tf.transpose(x, channelsLast), dy: tf.transpose(gradient, channelsLast) };
  const attributes = {
    strides: [1, 1],
    pad: "same",
    dataFormat: "NHWC",
    dimRoundingMode: null,
    filterShape: [3, 3, channels, outputs],
  };
  const filter = tf
    .engine()
    .runKernel(
      "Conv2DBackpropFilter",
      named as unknown as NamedTensorMap,
      attributes as unknown as NamedAttrMap,
    ) as Value;
  return tf.transpose(filter, filterFirst);
}
