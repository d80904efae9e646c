/** Runs a program operation by operation in TensorFlow.js. */
import {
  loadTensorFlowCpu,
  loadTensorFlowNative,
  type NamedAttrMap,
  type NamedTensorMap,
  type TensorFlow,
  type TensorFlowBackend,
  type Tensor as Value,
} from "../tf.ts";
import type { Executable, Feeds } from "./executor.ts";
import { checkFeeds } from "./feeds.ts";
import { inOrder, type MapBody, type Program, type ResultGroup, type Tensor } from "./program/tensor.ts";

type Values = Map<Tensor, Value>;

export async function compileForTensorFlow(program: Program, backend: "native" | "cpu"): Promise<Executable> {
  const loaded = await (backend === "native" ? loadTensorFlowNative() : loadTensorFlowCpu());
  const { tf } = loaded;
  const plan = planOf(Object.values(program.outputs));
  return {
    engine: engineOf(loaded),
    async run(feeds: Feeds) {
      checkFeeds(program, feeds);
      const outputs = tf.tidy(() => {
        const values: Values = new Map();
        for (const input of program.inputs) {
          const name = input.operation.kind === "input" ? input.operation.name : "";
          values.set(input, tf.tensor(feeds[name], [...input.shape], input.dataType));
        }
        evaluate(tf, plan, values);
        return Object.entries(program.outputs).map(
          ([name, tensor]) => [name, computed(values, tensor)] as const,
        );
      });
      const results: Record<string, Float32Array> = {};
      for (const [name, value] of outputs) {
        results[name] = (await value.data()) as Float32Array;
        value.dispose();
      }
      return results;
    },
    async dispose() {},
  };
}

const engineOf = ({ version, backend, device }: TensorFlowBackend) => ({
  name: backend === "tensorflow" ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-backend-cpu",
  version,
  backend,
  device,
});

/** Tensors in the order of their computation, and with each step those that nothing needs afterwards. */
interface Plan {
  readonly steps: readonly { readonly tensor: Tensor; readonly finished: readonly Tensor[] }[];
  readonly bodies: ReadonlyMap<Tensor, Plan>;
  /** Results of maps that the plan reads. */
  readonly used: ReadonlySet<Tensor>;
}

function planOf(outputs: readonly Tensor[]): Plan {
  const order = inOrder(outputs);
  const used = new Set(order);
  const lastUser = new Map<Tensor, Tensor>();
  for (const tensor of order) for (const input of tensor.inputs) lastUser.set(input, tensor);
  for (const output of outputs) lastUser.delete(output);
  const finishedBy = new Map<Tensor, Tensor[]>();
  for (const [tensor, user] of lastUser) {
    if (!["input", "map"].includes(tensor.operation.kind))
      finishedBy.set(user, [...(finishedBy.get(user) ?? []), tensor]);
  }
  const bodies = new Map<Tensor, Plan>();
  for (const tensor of order) {
    if (tensor.operation.kind === "map") {
      const results = order.filter((one) => one.operation.kind === "result" && one.inputs[0] === tensor);
      bodies.set(tensor, planOf(results.map((result) => pieceOf(tensor.operation as MapOperation, result))));
    }
  }
  return { steps: order.map((tensor) => ({ tensor, finished: finishedBy.get(tensor) ?? [] })), bodies, used };
}

type MapOperation = Extract<Tensor["operation"], { kind: "map" }>;

function pieceOf({ body }: MapOperation, { operation }: Tensor): Tensor {
  if (operation.kind !== "result") throw new Error(`${operation.kind} is no result of a map`);
  return body[operation.group][operation.index];
}

function computed(values: Values, tensor: Tensor): Value {
  const value = values.get(tensor);
  if (!value) throw new Error(`${tensor.operation.kind} [${tensor.shape}] is used before it is computed`);
  return value;
}

/** Computes all of `plan` into `values`. A value that nothing needs any more is released at once. */
function evaluate(tf: TensorFlow, plan: Plan, values: Values): void {
  const owned = new Set<Tensor>();
  for (const { tensor, finished } of plan.steps) {
    if (values.has(tensor)) continue;
    const { operation } = tensor;
    if (operation.kind === "map") {
      runMap(tf, plan, tensor, operation, values);
      for (const one of plan.used)
        if (one.inputs[0] === tensor && one.operation.kind === "result") owned.add(one);
    } else {
      const inputs = tensor.inputs.map((input) => computed(values, input));
      values.set(
        tensor,
        tf.tidy(() => compute(tf, tensor, inputs)),
      );
      owned.add(tensor);
    }
    for (const one of finished) {
      if (!owned.has(one)) continue;
      values.get(one)?.dispose();
      values.delete(one);
    }
  }
}

function runMap(tf: TensorFlow, plan: Plan, loop: Tensor, operation: MapOperation, values: Values): void {
  const { body } = operation;
  const inner = plan.bodies.get(loop) as Plan;
  const results = [...plan.used].filter((one) => one.operation.kind === "result" && one.inputs[0] === loop);
  const ofGroup = (group: ResultGroup) =>
    results.filter((one) => one.operation.kind === "result" && one.operation.group === group);
  const [summed, stacked] = [ofGroup("summed"), ofGroup("stacked")];
  const wholes = loop.inputs.map((input) => computed(values, input));
  const pieces: Value[][] = stacked.map(() => []);
  let totals: Value[] | null = null;
  for (let index = 0; index < body.count; index++) {
    const outputs = tf.tidy(() => {
      const local = bodyInputs(tf, body, wholes, index);
      evaluate(tf, inner, local);
      return [...summed, ...stacked].map((result) =>
        tf.keep(computed(local, pieceOf(operation, result)).clone()),
      );
    });
    const before: Value[] | null = totals;
    const terms = outputs.slice(0, summed.length);
    totals = before ? terms.map((term, one) => tf.keep(tf.add(before[one], term))) : terms;
    if (before) for (const spent of [...before, ...terms]) spent.dispose();
    outputs.slice(summed.length).forEach((piece, one) => {
      pieces[one].push(piece);
    });
  }
  summed.forEach((result, one) => {
    values.set(result, adopt((totals as Value[])[one]));
  });
  stacked.forEach((result, one) => {
    values.set(result, tf.stack(pieces[one]));
    for (const piece of pieces[one]) piece.dispose();
  });
}

/** Hands a kept tensor over to the tidy around the run: a clone shares its data. */
function adopt(kept: Value): Value {
  const owned = kept.clone();
  kept.dispose();
  return owned;
}

function bodyInputs(tf: TensorFlow, body: MapBody, wholes: readonly Value[], index: number): Values {
  const local: Values = new Map();
  body.sliced.forEach((tensor, one) => {
    const whole = wholes[one];
    const begin = whole.shape.map((_, axis) => (axis === 0 ? index : 0));
    const size = whole.shape.map((full, axis) => (axis === 0 ? 1 : full));
    local.set(tensor, tf.reshape(tf.slice(whole, begin, size), [...tensor.shape]));
  });
  body.shared.forEach((tensor, one) => {
    local.set(tensor, wholes[body.sliced.length + one]);
  });
  return local;
}

function compute(tf: TensorFlow, tensor: Tensor, inputs: readonly Value[]): Value {
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
    default:
      throw new Error(`${operation.kind} is no operator`);
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
