/** The rule of each operation for going back through it. */
import type { Cotangents } from "./cotangents.ts";
import * as op from "./operations.ts";
import {
  type BinaryFunction,
  type Operation,
  type Orientation,
  type Shape,
  sameShape,
  type Tensor,
  type UnaryFunction,
} from "./tensor.ts";

/** Undoes a broadcast: sums over the axes that `shape` lacks or has with size 1. */
function unbroadcast(x: Tensor, shape: Shape): Tensor {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  return op.reshape(op.sum(x, axes), shape);
}

const flip = (orientation: Orientation): Orientation => (orientation === "plain" ? "transposed" : "plain");

/** What the derivative `g` with respect to a tensor says of its inputs; maps are left to `gradients`. */
export function pullBack(tensor: Tensor, g: Tensor, to: Cotangents): void {
  const { operation, inputs } = tensor;
  const [x] = inputs;
  switch (operation.kind) {
    case "input":
    case "constant":
      return;
    case "unary":
      to.contribute(x, unaryGradient(operation.function, x, tensor, g));
      return;
    case "binary":
      pullBackBinary(operation.function, tensor, g, to);
      return;
    case "gate":
      to.contribute(x, op.gate(g, inputs[1]));
      return;
    case "matmul":
      pullBackMatmul(tensor, g, to);
      return;
    case "softmax": {
      const mean = op.sum(op.multiply(g, tensor), [tensor.shape.length - 1]);
      to.contribute(x, op.multiply(tensor, op.subtract(g, mean)));
      return;
    }
    case "sum":
      to.contribute(x, op.broadcast(g, x.shape));
      return;
    case "reshape":
      to.contribute(x, op.reshape(g, x.shape));
      return;
    case "transpose": {
      const inverse = operation.order.map((_, axis) => operation.order.indexOf(axis));
      to.contribute(x, op.transpose(g, inverse));
      return;
    }
    case "slice":
      to.contribute(x, padded(g, x.shape, operation.axis, operation.start));
      return;
    case "concat":
      pullBackConcat(tensor, operation.axis, g, to);
      return;
    case "broadcast":
      to.contribute(x, unbroadcast(g, x.shape));
      return;
    case "convolution":
      pullBackConvolution(tensor, g, to);
      return;
    case "pick":
      to.contribute(x, op.deposit(op.filled(x.shape, 0), inputs[1], g, operation.axis));
      return;
    case "max":
      return;
    // Gradients are made of these, and nobody takes a gradient of a gradient.
    case "filter-gradient":
    case "deposit":
    // `gradients` goes back through maps itself.
    case "map":
    case "result":
      throw new Error(`no gradient of ${operation.kind}`);
    default:
      operation satisfies never;
  }
}

function unaryGradient(name: UnaryFunction, x: Tensor, y: Tensor, g: Tensor): Tensor {
  switch (name) {
    case "exp":
      return op.multiply(g, y);
    case "log":
      return op.divide(g, x);
    case "sqrt":
      return op.divide(op.multiply(g, 0.5), y);
    case "relu":
      return op.gate(g, y);
    case "sigmoid":
      return op.multiply(g, op.multiply(y, op.subtract(op.scalar(1), y)));
    case "softplus":
      return op.multiply(g, op.sigmoid(x));
    case "negate":
      return op.negate(g);
    case "reciprocal":
      return op.negate(op.multiply(g, op.multiply(y, y)));
    case "abs":
      return op.multiply(g, op.sign(x));
    case "sign":
      return op.filled(x.shape, 0);
    default:
      return name satisfies never;
  }
}

function pullBackBinary(name: BinaryFunction, tensor: Tensor, g: Tensor, to: Cotangents): void {
  const [a, b] = tensor.inputs;
  const give = (operand: Tensor, term: () => Tensor): void => {
    if (to.wants(operand)) to.contribute(operand, unbroadcast(term(), operand.shape));
  };
  switch (name) {
    case "add":
      give(a, () => g);
      give(b, () => g);
      return;
    case "subtract":
      give(a, () => g);
      give(b, () => op.negate(g));
      return;
    case "multiply":
      give(a, () => op.multiply(g, b));
      give(b, () => op.multiply(g, a));
      return;
    case "divide":
      give(a, () => op.divide(g, b));
      give(b, () => op.negate(op.divide(op.multiply(g, tensor), b)));
      return;
    default:
      name satisfies never;
  }
}

function pullBackMatmul(tensor: Tensor, g: Tensor, to: Cotangents): void {
  const { left, right } = tensor.operation as Extract<Operation, { kind: "matmul" }>;
  const [a, b] = tensor.inputs;
  if (to.wants(b)) {
    const term =
      right === "plain"
        ? op.matmul(a, g, { left: flip(left) })
        : op.matmul(g, a, { left: "transposed", right: left });
    to.contribute(b, unbroadcast(term, b.shape));
  }
  if (!to.wants(a)) return;
  if (a.operation.kind === "softmax" && left === "plain") {
    pullBackAttention(tensor, g, to);
    return;
  }
  const term =
    left === "plain"
      ? op.matmul(g, b, { right: flip(right) })
      : op.matmul(b, g, { left: right, right: "transposed" });
  to.contribute(a, unbroadcast(term, a.shape));
}

/**
 * Through o = softmax(s) v straight to s. The softmax's gradient is p * (g v^T - sum_k p * (g v^T)), and its inner sum is
 * sum_c g * o, over few channels instead of many keys (Dao et al., FlashAttention, appendix B.4).
 */
function pullBackAttention(tensor: Tensor, g: Tensor, to: Cotangents): void {
  const { right } = tensor.operation as Extract<Operation, { kind: "matmul" }>;
  const [p, v] = tensor.inputs;
  const mean = op.sum(op.multiply(g, tensor), [g.shape.length - 1]);
  const centred = op.subtract(op.matmul(g, v, { right: flip(right) }), mean);
  // A softmax that the whole batch shares takes the batch's sum first.
  const term = sameShape(centred.shape, p.shape)
    ? op.multiply(p, centred)
    : op.multiply(p, unbroadcast(centred, p.shape));
  to.contribute(p.inputs[0], term);
}

function padded(g: Tensor, shape: Shape, axis: number, start: number): Tensor {
  const zeros = (size: number): Tensor[] =>
    size === 0
      ? []
      : [
          op.filled(
            shape.map((whole, other) => (other === axis ? size : whole)),
            0,
          ),
        ];
  const after = shape[axis] - start - g.shape[axis];
  return op.concat([...zeros(start), g, ...zeros(after)], axis);
}

function pullBackConcat(tensor: Tensor, axis: number, g: Tensor, to: Cotangents): void {
  let start = 0;
  for (const part of tensor.inputs) {
    to.contribute(part, op.slice(g, axis, start, part.shape[axis]));
    start += part.shape[axis];
  }
}

/** A convolution's input gets the gradient convolved with the filter turned by half a turn, channels swapped. */
function pullBackConvolution(tensor: Tensor, g: Tensor, to: Cotangents): void {
  const [x, filter, bias] = tensor.inputs;
  if (to.wants(x)) {
    const [outputs, channels] = filter.shape;
    const swapped = op.transpose(op.reshape(filter, [outputs, channels, 9]), [1, 0, 2]);
    const turned = op.reshape(op.matmul(swapped, halfTurn()), [channels, outputs, 3, 3]);
    to.contribute(x, op.convolution(g, turned));
  }
  if (to.wants(filter)) to.contribute(filter, op.filterGradient(x, g));
  if (bias) to.contribute(bias, op.reshape(op.sum(g, [0, 2, 3]), bias.shape));
}

/** The permutation that reverses nine entries, as a matrix. */
function halfTurn(): Tensor {
  return op.constant(
    Float32Array.from({ length: 81 }, (_, entry) => (Math.floor(entry / 9) + (entry % 9) === 8 ? 1 : 0)),
    [9, 9],
  );
}
