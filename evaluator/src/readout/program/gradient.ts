/** Reverse-mode differentiation: the backward pass as more tensors of the same program. */
import * as op from "./operations.ts";
import {
  inOrder,
  type Operation,
  type Orientation,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
} from "./tensor.ts";

/** A tensor and what the loss's derivative with respect to it is. */
export interface Seed {
  readonly tensor: Tensor;
  readonly cotangent: Tensor;
}

/**
 * Gradients of sum over seeds of <tensor, cotangent> with respect to each of `parameters`, in their order. A parameter
 * that no seed depends on gets zeros.
 */
export function gradients(seeds: readonly Seed[], parameters: readonly Tensor[]): Tensor[] {
  const order = inOrder(seeds.map((seed) => seed.tensor));
  const active = dependents(order, parameters);
  const cotangents = new Cotangents(active);
  for (const seed of seeds) cotangents.contribute(seed.tensor, seed.cotangent);
  for (const tensor of order.toReversed()) {
    if (!active.has(tensor) || parameters.includes(tensor)) continue;
    if (tensor.operation.kind === "map") {
      pullThroughMap(tensor, cotangents);
      continue;
    }
    const cotangent = cotangents.take(tensor);
    if (!cotangent) continue;
    if (tensor.operation.kind === "result") cotangents.keepForMap(tensor, cotangent);
    else pullBack(tensor, cotangent, cotangents);
  }
  return parameters.map((parameter) => cotangents.take(parameter) ?? op.filled(parameter.shape, 0));
}

/** The tensors that depend on one of `parameters`, these included. */
function dependents(order: readonly Tensor[], parameters: readonly Tensor[]): Set<Tensor> {
  const active = new Set(parameters);
  for (const tensor of order) {
    if (tensor.dataType === "float32" && tensor.inputs.some((input) => active.has(input))) active.add(tensor);
  }
  return active;
}

/** Collects the contributions to each tensor's cotangent. */
class Cotangents {
  readonly #active: ReadonlySet<Tensor>;
  readonly #terms = new Map<Tensor, Tensor[]>();
  readonly #resultsOfMap = new Map<Tensor, Seed[]>();

  constructor(active: ReadonlySet<Tensor>) {
    this.#active = active;
  }

  wants(tensor: Tensor): boolean {
    return this.#active.has(tensor);
  }

  contribute(tensor: Tensor, term: Tensor): void {
    if (!this.wants(tensor)) return;
    if (!sameShape(tensor.shape, term.shape)) {
      throw new Error(`gradient of ${tensor.operation.kind}: shape ${term.shape}, expected ${tensor.shape}`);
    }
    const terms = this.#terms.get(tensor);
    if (terms) terms.push(term);
    else this.#terms.set(tensor, [term]);
  }

  take(tensor: Tensor): Tensor | null {
    const terms = this.#terms.get(tensor);
    return terms ? total(terms) : null;
  }

  keepForMap(result: Tensor, cotangent: Tensor): void {
    const [loop] = result.inputs;
    this.#resultsOfMap.set(loop, [...(this.#resultsOfMap.get(loop) ?? []), { tensor: result, cotangent }]);
  }

  takeResults(loop: Tensor): readonly Seed[] {
    return this.#resultsOfMap.get(loop) ?? [];
  }
}

/** Sum of all terms. Deposits into zeros go on top of the other terms, which spares them a buffer of zeros. */
function total(terms: readonly Tensor[]): Tensor {
  const deposits = terms.filter(({ operation }) => operation.kind === "deposit");
  const others = terms.filter(({ operation }) => operation.kind !== "deposit");
  if (others.length === 0) others.push(deposits.shift() as Tensor);
  return deposits.reduce(
    (base, { operation, inputs }) =>
      op.deposit(base, inputs[1], inputs[2], (operation as Extract<Operation, { kind: "deposit" }>).axis),
    others.reduce((a, b) => op.add(a, b)),
  );
}

/** Undoes a broadcast: sums over the axes that `shape` lacks or has with size 1. */
function unbroadcast(x: Tensor, shape: Shape): Tensor {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  return op.reshape(op.sum(x, axes), shape);
}

const flip = (orientation: Orientation): Orientation => (orientation === "plain" ? "transposed" : "plain");

function pullBack(tensor: Tensor, g: Tensor, to: Cotangents): void {
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
    default:
      throw new Error(`no gradient of ${operation.kind}`);
  }
}

function unaryGradient(name: string, x: Tensor, y: Tensor, g: Tensor): Tensor {
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
    default:
      throw new Error(`no gradient of ${name}`);
  }
}

function pullBackBinary(name: string, tensor: Tensor, g: Tensor, to: Cotangents): void {
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

/** The gradient of a map is a map over the same pieces that computes each piece again and goes back through it. */
function pullThroughMap(loop: Tensor, to: Cotangents): void {
  const seeds = to.takeResults(loop);
  if (seeds.length === 0 || loop.operation.kind !== "map") return;
  const { body } = loop.operation;
  const slicedInputs = loop.inputs.slice(0, body.sliced.length);
  const sharedInputs = loop.inputs.slice(body.sliced.length);
  const inner = seeds.map(({ tensor, cotangent }) => innerSeed(body, tensor, cotangent));
  const stacked = inner.filter(({ group }) => group === "stacked");
  const summed = inner.filter(({ group }) => group === "summed");
  const activeSliced = body.sliced.filter((_, index) => to.wants(slicedInputs[index]));
  const activeShared = body.shared.filter((_, index) => to.wants(sharedInputs[index]));
  const derived = gradients(
    inner.map(({ seed }) => seed),
    [...activeSliced, ...activeShared],
  );
  const backward = op.mapOf(
    {
      count: body.count,
      sliced: [...body.sliced, ...stacked.map(({ seed }) => seed.cotangent)],
      shared: [...body.shared, ...summed.map(({ seed }) => seed.cotangent)],
      stacked: derived.slice(0, activeSliced.length),
      summed: derived.slice(activeSliced.length),
    },
    [
      ...slicedInputs,
      ...stacked.map(({ outer }) => outer),
      ...sharedInputs,
      ...summed.map(({ outer }) => outer),
    ],
    loop,
  );
  const results = op.resultsOf(backward);
  const receive = (inputs: readonly Tensor[], terms: readonly Tensor[]): void => {
    inputs
      .filter((tensor) => to.wants(tensor))
      .forEach((tensor, index) => {
        to.contribute(tensor, terms[index]);
      });
  };
  receive(slicedInputs, results.stacked);
  receive(sharedInputs, results.summed);
}

function innerSeed(
  body: Extract<Operation, { kind: "map" }>["body"],
  result: Tensor,
  outer: Tensor,
): { group: "stacked" | "summed"; seed: Seed; outer: Tensor } {
  const { group, index } = result.operation as Extract<Operation, { kind: "result" }>;
  const tensor = body[group][index];
  const cotangent = op.input("cotangent", tensor.shape);
  if (group === "stacked" && sizeOf(outer.shape) !== body.count * sizeOf(tensor.shape)) {
    throw new Error(`cotangent ${outer.shape} of a stacked result ${tensor.shape}`);
  }
  return { group, seed: { tensor, cotangent }, outer };
}
