/** Runs a program in ONNX Runtime, as one ONNX graph. */

import { describeDevice } from "../devices/describe-device.ts";
import { elementCount } from "../math/element-count.ts";
import {
  cpu,
  type ExecutionProvider,
  GraphBuilder,
  int,
  ints,
  reshape,
  scalar,
  slice,
  string,
  transpose,
  type Value,
  vector,
} from "../onnx/index.ts";
import { engineName, engineVersion, openSession, SessionTensor } from "../onnx/session.ts";
import type { CompileOptions, Executable, Feeds } from "./executor.ts";
import { checkFeeds } from "./feeds.ts";
import {
  type BinaryFunction,
  inOrder,
  type MapBody,
  type Program,
  type Shape,
  type Tensor,
  type UnaryFunction,
} from "./tensor.ts";

const operators = {
  exp: "Exp",
  log: "Log",
  sqrt: "Sqrt",
  relu: "Relu",
  sigmoid: "Sigmoid",
  softplus: "Softplus",
  negate: "Neg",
  reciprocal: "Reciprocal",
  abs: "Abs",
  sign: "Sign",
  add: "Add",
  subtract: "Sub",
  multiply: "Mul",
  divide: "Div",
} as const satisfies Record<UnaryFunction | BinaryFunction, string>;

/** Builds the session. One program is one session; its buffers live as long as it does. */
export async function compileForOnnxRuntime(
  program: Program,
  options: CompileOptions = {},
): Promise<Executable> {
  const { device = cpu } = options;
  const session = await openSession(onnxModel(program, device.provider), options);
  const outputs = Object.keys(program.outputs);
  return {
    engine: {
      ...{ name: engineName, version: engineVersion, backend: device.provider },
      ...(await describeDevice(device)),
    },
    async run(feeds: Feeds) {
      checkFeeds(program, feeds);
      const values = program.inputs.map(({ operation, shape, dataType }) => {
        const name = operation.kind === "input" ? operation.name : "";
        return [name, new SessionTensor(dataType, feeds[name], [...shape])] as const;
      });
      const results = await session.run(Object.fromEntries(values), outputs);
      return Object.fromEntries(outputs.map((name) => [name, results[name].data as Float32Array]));
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

/** The program as a serialised ONNX model. */
export function onnxModel(program: Program, provider: ExecutionProvider = "cpu"): Uint8Array {
  const builder = new GraphBuilder("readout", { provider });
  const values = new Map<Tensor, Value>();
  for (const input of program.inputs) {
    if (input.operation.kind !== "input") throw new Error(`program input is a ${input.operation.kind}`);
    values.set(input, builder.input(input.operation.name, input.dataType, [...input.shape]));
  }
  emitAll(builder, Object.values(program.outputs), values);
  for (const [name, tensor] of Object.entries(program.outputs)) {
    builder.output(computed(values, tensor), name, tensor.dataType, [...tensor.shape]);
  }
  return builder.build();
}

function computed(values: ReadonlyMap<Tensor, Value>, tensor: Tensor): Value {
  const value = values.get(tensor);
  if (!value) throw new Error(`${tensor.operation.kind} [${tensor.shape}] is used before it is computed`);
  return value;
}

function emitAll(builder: GraphBuilder, outputs: readonly Tensor[], values: Map<Tensor, Value>): void {
  const order = inOrder(outputs);
  for (const tensor of order) {
    if (values.has(tensor)) continue;
    if (tensor.operation.kind === "map") {
      const used = order.filter(
        ({ operation, inputs }) => operation.kind === "result" && inputs[0] === tensor,
      );
      const emitMap = builder.provider === "cpu" ? emitScan : emitPieces;
      emitMap(builder, tensor, tensor.operation.body, used, values);
      continue;
    }
    values.set(tensor, emit(builder, tensor, values));
  }
}

function emit(builder: GraphBuilder, tensor: Tensor, values: ReadonlyMap<Tensor, Value>): Value {
  const { operation, shape } = tensor;
  const inputs = tensor.inputs.map((input) => computed(values, input));
  switch (operation.kind) {
    case "constant":
      return builder.constant(tensor.dataType, [...shape], operation.data);
    case "unary":
    case "binary":
      return builder.op(operators[operation.function], inputs);
    case "gate": {
      const zero = scalar(builder, 0);
      return builder.op("Where", [builder.op("Greater", [inputs[1], zero]), inputs[0], zero]);
    }
    case "matmul": {
      const oriented = [operation.left, operation.right].map((orientation, side) =>
        orientation === "plain"
          ? inputs[side]
          : swapLastAxes(builder, inputs[side], tensor.inputs[side].shape),
      );
      return builder.op("MatMul", oriented);
    }
    case "softmax":
      return builder.op("Softmax", inputs, { axis: int(-1) });
    case "sum":
      return builder.op("ReduceSum", [inputs[0], vector(builder, operation.axes)]);
    case "max":
      return builder.op("ReduceMax", [inputs[0], vector(builder, operation.axes)]);
    case "reshape":
      return reshape(builder, inputs[0], shape);
    case "transpose":
      return transpose(builder, inputs[0], operation.order);
    case "slice": {
      const { axis, start } = operation;
      return slice(builder, inputs[0], [axis], [start], [start + shape[axis]]);
    }
    case "concat":
      return builder.op("Concat", inputs, { axis: int(operation.axis) });
    case "broadcast":
      return builder.op("Expand", [inputs[0], vector(builder, shape)]);
    case "convolution":
      return builder.op("Conv", inputs, { pads: ints([1, 1, 1, 1]) });
    case "filter-gradient":
      return emitFilterGradient(builder, inputs, tensor);
    case "pick":
      return builder.op("GatherElements", inputs, { axis: int(operation.axis) });
    case "deposit":
      return builder.op("ScatterElements", inputs, { axis: int(operation.axis), reduction: string("add") });
    // Inputs are declared and maps emitted before anything that uses them.
    case "input":
    case "map":
    case "result":
      throw new Error(`${operation.kind} is no operator`);
    default:
      return operation satisfies never;
  }
}

/** ONNX Runtime fuses this transposition into the product, so that nothing is copied. */
function swapLastAxes(builder: GraphBuilder, value: Value, shape: Shape): Value {
  const order = shape.map((_, axis) => axis);
  const last = order.length - 1;
  order[last] = last - 1;
  order[last - 1] = last;
  return transpose(builder, value, order);
}

/**
 * Gradient of a 3x3 filter as one product per image: the output's gradient with the nine shifted copies of the input.
 * (Conv with the axes swapped computes the same, but unrolls kernels as large as the image.)
 */
function emitFilterGradient(builder: GraphBuilder, inputs: readonly Value[], tensor: Tensor): Value {
  const [batch, channels, rows, columns] = tensor.inputs[0].shape;
  const outputs = tensor.shape[0];
  const padded = builder.op("Pad", [inputs[0], vector(builder, [0, 0, 1, 1, 0, 0, 1, 1])]);
  const shifts = Array.from({ length: 9 }, (_, tap) => {
    const [row, column] = [Math.floor(tap / 3), tap % 3];
    return slice(builder, padded, [2, 3], [row, column], [row + rows, column + columns]);
  });
  const joined = builder.op("Concat", shifts, { axis: int(1) });
  const columnsOf = reshape(builder, joined, [batch, 9 * channels, rows * columns]);
  const gradient = reshape(builder, inputs[1], [batch, outputs, rows * columns]);
  const products = builder.op("MatMul", [gradient, transpose(builder, columnsOf, [0, 2, 1])]);
  const summed = builder.op("ReduceSum", [products, vector(builder, [0])], { keepdims: int(0) });
  const taps = reshape(builder, summed, [outputs, 9, channels]);
  return reshape(builder, transpose(builder, taps, [0, 2, 1]), [outputs, channels, 3, 3]);
}

/**
 * A map on a card: its pieces are few and large there, so each is written out. Scan would hand every piece back to the
 * processor, which counts them, and ONNX Runtime's WebGPU provider has none.
 */
function emitPieces(
  builder: GraphBuilder,
  loop: Tensor,
  body: MapBody,
  used: readonly Tensor[],
  values: Map<Tensor, Value>,
): void {
  const outer = loop.inputs.map((input) => computed(values, input));
  const parts = used.map((): Value[] => []);
  for (let index = 0; index < body.count; index++) {
    const ofPiece = new Map(values);
    body.sliced.forEach((sliced, place) => {
      const one = slice(builder, outer[place], [0], [index], [index + 1]);
      ofPiece.set(sliced, reshape(builder, one, sliced.shape));
    });
    body.shared.forEach((shared, place) => {
      ofPiece.set(shared, outer[body.sliced.length + place]);
    });
    const results = used.map((result) => pieceOf(body, result));
    emitAll(builder, results, ofPiece);
    results.forEach((result, place) => {
      parts[place].push(computed(ofPiece, result));
    });
  }
  used.forEach((result, place) => {
    const { operation, shape } = result;
    const isSum = operation.kind === "result" && operation.group === "summed";
    const joined = isSum
      ? parts[place].reduce((total, part) => builder.op("Add", [total, part]))
      : reshape(builder, builder.op("Concat", parts[place], { axis: int(0) }), shape);
    values.set(result, joined);
  });
}

/** What the body computes for a result of the map. */
function pieceOf(body: MapBody, { operation }: Tensor): Tensor {
  if (operation.kind !== "result") throw new Error(`${operation.kind} is no result of a map`);
  return body[operation.group][operation.index];
}

/** A map is ONNX's Scan: sums are its state, pieces its scan inputs and outputs; shared tensors it sees from outside. */
function emitScan(
  builder: GraphBuilder,
  loop: Tensor,
  body: MapBody,
  used: readonly Tensor[],
  values: Map<Tensor, Value>,
): void {
  const chosen = (group: "stacked" | "summed"): Tensor[] =>
    used.filter(({ operation }) => operation.kind === "result" && operation.group === group);
  const [summed, stacked] = [chosen("summed"), chosen("stacked")];
  const piece = (result: Tensor): Tensor => pieceOf(body, result);
  const inner = builder.subgraph();
  const innerValues = new Map(values);
  body.shared.forEach((shared, index) => {
    innerValues.set(shared, computed(values, loop.inputs[body.sliced.length + index]));
  });
  const totals = summed.map(({ shape }) => inner.input("total", "float32", shape));
  for (const sliced of body.sliced) {
    innerValues.set(sliced, inner.input("piece", sliced.dataType, [...sliced.shape]));
  }
  emitAll(inner, [...summed, ...stacked].map(piece), innerValues);
  summed.forEach((result, index) => {
    const value = inner.op("Add", [totals[index], computed(innerValues, piece(result))]);
    inner.output(value, "total", "float32", result.shape);
  });
  for (const result of stacked) {
    inner.output(computed(innerValues, piece(result)), "stacked", "float32", piece(result).shape);
  }
  const zeros = summed.map(({ shape }) =>
    builder.constant("float32", [...shape], new Float32Array(elementCount(shape))),
  );
  const sliced = body.sliced.map((_, index) => computed(values, loop.inputs[index]));
  const outputs = builder.ops("Scan", [...zeros, ...sliced], used.length, {
    body: inner.graph(),
    num_scan_inputs: int(sliced.length),
  });
  [...summed, ...stacked].forEach((result, index) => {
    values.set(result, outputs[index]);
  });
}
