import { elementCount } from "../math/element-count.ts";
import { broadcast, type Inferred, type OperatorCall } from "./operator-call.ts";

/** Operators that multiply and add along an axis. */

function matrixProduct(call: OperatorCall): Inferred[] {
  const [a, b] = [call.dims(0), call.dims(1)];
  const [left, right] = [a.length === 1 ? [1, ...a] : a, b.length === 1 ? [...b, 1] : b];
  if (left.at(-1) !== right.at(-2)) call.fail(`does not fit: [${a}] and [${b}]`);
  const batch = broadcast(call, [left.slice(0, -2), right.slice(0, -2)]);
  const rows = a.length === 1 ? [] : [left.at(-2)!];
  const columns = b.length === 1 ? [] : [right.at(-1)!];
  return [{ dims: [...batch, ...rows, ...columns] }];
}

/** a [M, K] times b [K, N], either of them transposed. */
function generalProduct(call: OperatorCall): Inferred[] {
  const [a, b] = [call.dims(0), call.dims(1)];
  return [{ dims: [a[call.number("transA", 0)]!, b[1 - call.number("transB", 0)]!] }];
}

/** Sizes by letter of "bhqd,bhkd->bhqk"; an ellipsis is refused, since exporters write none for attention. */
export function einsumSizes(call: OperatorCall): { sizes: Map<string, number>; result: string } {
  const equation = call.text("equation", "").replaceAll(" ", "");
  const [operands = "", result] = equation.split("->");
  if (result === undefined || equation.includes("."))
    call.fail(`has equation "${equation}", expected "ab,bc->ac"`);
  const sizes = new Map<string, number>();
  operands.split(",").forEach((letters, index) => {
    [...letters].forEach((letter, axis) => {
      sizes.set(letter, Math.max(sizes.get(letter) ?? 1, call.dims(index)[axis] ?? 1));
    });
  });
  return { sizes, result: result as string };
}

function einsum(call: OperatorCall): Inferred[] {
  const { sizes, result } = einsumSizes(call);
  return [{ dims: [...result].map((letter) => sizes.get(letter) ?? 1) }];
}

/** q [B, Nq, W], k [B, Nk, W], v [B, Nk, V] -> [B, Nq, V]. */
function attention(call: OperatorCall): Inferred[] {
  const [batch = 1, queries = 0] = call.dims(0);
  return [{ dims: [batch, queries, call.dims(2)[2] ?? 0] }];
}

export const productOperators = {
  ...{ MatMul: matrixProduct, Gemm: generalProduct, Einsum: einsum },
  "com.microsoft::MultiHeadAttention": attention,
} as const;

/** What a node multiplies and adds, and the elements of its results. */
export interface Product {
  readonly macs: number;
  readonly activations: number;
}

/** null: a node that multiplies nothing along an axis. `result`: the shape of its output. */
export function productOf(call: OperatorCall, result: readonly number[]): Product | null {
  const activations = elementCount(result);
  const along = (length: number): Product => ({ macs: activations * length, activations });
  switch (call.node.type) {
    case "Conv":
      // Of one output channel's kernel: channels of its group times places.
      return along(elementCount(call.dims(1).slice(1)));
    case "ConvTranspose":
      return { macs: elementCount(call.dims(0)) * elementCount(call.dims(1).slice(1)), activations };
    case "MatMul":
      return along(call.dims(0).at(-1) ?? 0);
    case "Gemm":
      return along(call.dims(0)[1 - call.number("transA", 0)]!);
    case "Einsum":
      return call.given.length < 2
        ? null
        : { macs: elementCount([...einsumSizes(call).sizes.values()]), activations };
    case "com.microsoft::MultiHeadAttention": {
      const [batch = 1, queries = 0, width = 0] = call.dims(0);
      const [, keys = 0, values = 0] = call.dims(2);
      const scores = batch * call.number("num_heads", 1) * queries * keys;
      return { macs: batch * queries * keys * (width + values), activations: scores + activations };
    }
    default:
      return null;
  }
}
