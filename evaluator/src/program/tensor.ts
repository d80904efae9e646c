/**
 * The intermediate representation of the readout: an acyclic graph of tensors with static shapes. A readout is written
 * once over it; `gradient.ts` derives its backward pass as more of the same graph, and two executors run it.
 */

export type Shape = readonly number[];
export type DataType = "float32" | "int32";

export type UnaryFunction =
  | "exp"
  | "log"
  | "sqrt"
  | "relu"
  | "sigmoid"
  | "softplus"
  | "negate"
  | "reciprocal"
  | "abs"
  | "sign";
export type BinaryFunction = "add" | "subtract" | "multiply" | "divide";
export type Orientation = "plain" | "transposed";

/** A loop over equal pieces that keeps one piece in memory at a time. */
export interface MapBody {
  /** Number of pieces. */
  readonly count: number;
  /** Inputs that get one piece each time, without the leading axis `count`. */
  readonly sliced: readonly Tensor[];
  /** Inputs that every piece sees whole. */
  readonly shared: readonly Tensor[];
  /** Outputs that are kept for every piece, on a new leading axis. */
  readonly stacked: readonly Tensor[];
  /** Outputs that are added up over the pieces. */
  readonly summed: readonly Tensor[];
}

export type ResultGroup = "stacked" | "summed";

export type Operation =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "constant"; readonly data: Float32Array | Int32Array }
  | { readonly kind: "unary"; readonly function: UnaryFunction }
  | { readonly kind: "binary"; readonly function: BinaryFunction }
  /** Inputs x, gate: x where gate > 0, else 0. */
  | { readonly kind: "gate" }
  | { readonly kind: "matmul"; readonly left: Orientation; readonly right: Orientation }
  /** Over the last axis. */
  | { readonly kind: "softmax" }
  /** Reductions keep their axes, with size 1. */
  | { readonly kind: "sum"; readonly axes: readonly number[] }
  | { readonly kind: "max"; readonly axes: readonly number[] }
  | { readonly kind: "reshape" }
  | { readonly kind: "transpose"; readonly order: readonly number[] }
  | { readonly kind: "slice"; readonly axis: number; readonly start: number }
  | { readonly kind: "concat"; readonly axis: number }
  | { readonly kind: "broadcast" }
  /** Inputs x [B, C, H, W], filter [O, C, 3, 3] and perhaps bias [O]; padding 1. */
  | { readonly kind: "convolution" }
  /** Inputs x [B, C, H, W], gradient of the output [B, O, H, W]; gives [O, C, 3, 3]. */
  | { readonly kind: "filter-gradient" }
  /** Inputs x, index (any size on `axis`): the entries of x at index. */
  | { readonly kind: "pick"; readonly axis: number }
  /** Inputs base, index, values: base with values added at index; what falls on the same entry adds up. */
  | { readonly kind: "deposit"; readonly axis: number }
  /** `forward`: the loop whose gradient this one is; it computes the same values on its way. */
  | { readonly kind: "map"; readonly body: MapBody; readonly forward?: Tensor }
  | { readonly kind: "result"; readonly group: ResultGroup; readonly index: number };

export interface Tensor {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly dataType: DataType;
}

/** Named inputs and outputs; everything between is reached from the outputs. */
export interface Program {
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** All tensors that `outputs` need, each after its inputs. */
export function inOrder(outputs: Iterable<Tensor>): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const visit = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    for (const input of tensor.inputs) visit(input);
    order.push(tensor);
  };
  for (const output of outputs) visit(output);
  return order;
}
