import { elementCount } from "../math/element-count.ts";
import { broadcast, type Inferred, type Known, type OperatorCall } from "./operator-call.ts";

/** Operators that move values, read shapes or sum over axes. */

/** Values and their kind travel along where the order of the elements stays. */
function moved(call: OperatorCall, dims: readonly number[]): Inferred[] {
  const { values, isWhole } = call.input(0);
  return [{ dims, values, isWhole }];
}

/**
 * The values of a result, row-major, each taken from a place of the input.
 *
 * @param source place in the input of a place in the result
 */
function taken(
  { values, dims: from }: Known,
  to: readonly number[],
  source: (place: readonly number[]) => readonly number[],
): number[] | null {
  const count = elementCount(to);
  if (!values || count > mostValues) return null;
  const place = to.map(() => 0);
  return Array.from({ length: count }, () => {
    const index = source(place).reduce((sum, at, axis) => sum * from[axis]! + at, 0);
    // The next place: the last axis first.
    for (let axis = to.length - 1; axis >= 0 && ++place[axis]! === to[axis]; axis--) place[axis] = 0;
    return values[index]!;
  });
}

/** Lists that shapes depend on are shorter. */
const mostValues = 1024;

function reshape(call: OperatorCall): Inferred[] {
  const from = call.dims(0);
  const asked = call.option(1, "shape") ?? call.fail("has no shape");
  const keepsZeros = call.number("allowzero", 0) === 1;
  const sizes = asked.map((size, axis) => (size === 0 && !keepsZeros ? (from[axis] ?? 0) : size));
  const rest = elementCount(from) / elementCount(sizes.filter((size) => size !== -1));
  const dims = sizes.map((size) => (size === -1 ? rest : size));
  if (elementCount(dims) !== elementCount(from)) call.fail(`[${from}] does not fit shape [${asked}]`);
  return moved(call, dims);
}

function transpose(call: OperatorCall): Inferred[] {
  const input = call.input(0);
  const rank = input.dims.length;
  const order = (call.numbers("perm") ?? input.dims.map((_, axis) => rank - 1 - axis)).map((axis) =>
    call.axis(axis),
  );
  const dims = order.map((axis) => input.dims[axis]!);
  const values = taken(input, dims, (place) => input.dims.map((_, axis) => place[order.indexOf(axis)]!));
  return [{ dims, values, isWhole: input.isWhole }];
}

function squeeze(call: OperatorCall): Inferred[] {
  const from = call.dims(0);
  const axes = call.option(1, "axes")?.map((axis) => call.axis(axis));
  return moved(
    call,
    from.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
  );
}

function unsqueeze(call: OperatorCall): Inferred[] {
  const from = [...call.dims(0)];
  const asked = call.option(1, "axes") ?? call.fail("has no axes");
  const rank = from.length + asked.length;
  const axes = new Set(asked.map((axis) => call.axis(axis, rank)));
  return moved(
    call,
    Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : from.shift()!)),
  );
}

function flatten(call: OperatorCall): Inferred[] {
  const from = call.dims(0);
  const axis = call.number("axis", 1);
  const front = from.slice(0, axis < 0 ? axis + from.length : axis);
  return moved(call, [elementCount(front), elementCount(from) / elementCount(front)]);
}

function concat(call: OperatorCall): Inferred[] {
  const axis = call.axis(call.number("axis", 0));
  const dims = [...call.dims(0)];
  dims[axis] = call.given.reduce((sum, input) => sum + (input.dims[axis] ?? 0), 0);
  const values = call.given.map((input) => input.values);
  const all = dims.length === 1 && values.every((part) => part !== null) ? values.flat() : null;
  return [{ dims, values: all as number[] | null, isWhole: call.given.every(({ isWhole }) => isWhole) }];
}

function split(call: OperatorCall): Inferred[] {
  const dims = call.dims(0);
  const axis = call.axis(call.number("axis", 0));
  const { values, isWhole } = call.input(0);
  const count = call.node.outputs.length;
  const chunk = Math.ceil(dims[axis]! / call.number("num_outputs", count));
  const sizes = call.option(1, "split") ?? call.node.outputs.map(() => chunk);
  let from = 0;
  return sizes.slice(0, count).map((asked) => {
    const size = Math.min(asked, dims[axis]! - from);
    const part = dims.length === 1 ? (values?.slice(from, from + size) ?? null) : null;
    from += size;
    return { dims: dims.with(axis, size), values: part, isWhole };
  });
}

function slice(call: OperatorCall): Inferred[] {
  const input = call.input(0);
  const dims = [...input.dims];
  const starts = call.option(1, "starts") ?? call.fail("has no starts");
  const ends = call.option(2, "ends") ?? call.fail("has no ends");
  const axes = call.option(3, "axes") ?? starts.map((_, axis) => axis);
  const steps = call.inputs[4] ? call.values(4) : starts.map(() => 1);
  const walks = dims.map(() => ({ from: 0, step: 1 }));
  axes.forEach((asked, index) => {
    const axis = call.axis(asked);
    const size = dims[axis]!;
    const step = steps[index]!;
    // A backward slice may end before the first element.
    const inside = (at: number) =>
      Math.min(step > 0 ? size : size - 1, Math.max(step > 0 ? 0 : -1, at < 0 ? at + size : at));
    const [from, to] = [inside(starts[index]!), inside(ends[index]!)];
    dims[axis] = Math.max(0, Math.ceil((to - from) / step));
    walks[axis] = { from, step };
  });
  const values = taken(input, dims, (place) =>
    walks.map(({ from, step }, axis) => from + step * place[axis]!),
  );
  return [{ dims, values, isWhole: input.isWhole }];
}

function gather(call: OperatorCall): Inferred[] {
  const [input, indices] = [call.input(0), call.input(1)];
  const axis = call.axis(call.number("axis", 0));
  const rank = indices.dims.length;
  const dims = [...input.dims.slice(0, axis), ...indices.dims, ...input.dims.slice(axis + 1)];
  if (!indices.values || rank > 1) return [{ dims, isWhole: input.isWhole }];
  const size = input.dims[axis]!;
  const chosen = indices.values.map((index) => (index < 0 ? index + size : index));
  const values = taken(input, dims, (place) => [
    ...place.slice(0, axis),
    chosen[rank === 0 ? 0 : place[axis]!]!,
    ...place.slice(axis + rank),
  ]);
  return [{ dims, values, isWhole: input.isWhole }];
}

function shape(call: OperatorCall): Inferred[] {
  const dims = call.dims(0);
  const end = call.has("end") ? call.number("end", 0) : dims.length;
  const values = dims.slice(call.number("start", 0), end);
  return [{ dims: [values.length], values, isWhole: true }];
}

function constant(call: OperatorCall): Inferred[] {
  const { node } = call;
  const single = node.attributes.get("value_int") ?? node.attributes.get("value_float");
  if (single) return [{ dims: [], values: [single.number], isWhole: node.attributes.has("value_int") }];
  const list = node.attributes.get("value_ints")?.numbers;
  if (list) return [{ dims: [list.length], values: list, isWhole: true }];
  const tensor = node.attributes.get("value")?.tensor;
  return [tensor ?? call.fail("has no value of a kind that is read here")];
}

function constantOfShape(call: OperatorCall): Inferred[] {
  const dims = call.values(0);
  const stored = call.node.attributes.get("value")?.tensor;
  const value = stored?.values?.[0] ?? 0;
  const count = elementCount(dims);
  const values = count <= mostValues ? new Array<number>(count).fill(value) : null;
  return [{ dims, values, isWhole: stored?.isWhole ?? false }];
}

function range(call: OperatorCall): Inferred[] {
  const [from, to, step] = [0, 1, 2].map((index) => call.values(index)[0]!) as [number, number, number];
  const count = Math.max(0, Math.ceil((to - from) / step));
  const values =
    count <= mostValues ? Array.from({ length: count }, (_, index) => from + index * step) : null;
  return [{ dims: [count], values, isWhole: call.input(0).isWhole }];
}

function expand(call: OperatorCall): Inferred[] {
  const input = call.input(0);
  const dims = broadcast(call, [input.dims, call.values(1)]);
  const missing = dims.length - input.dims.length;
  const values = taken(input, dims, (place) =>
    input.dims.map((size, axis) => (size === 1 ? 0 : place[axis + missing]!)),
  );
  return [{ dims, values, isWhole: input.isWhole }];
}

function tile(call: OperatorCall): Inferred[] {
  const repeats = call.values(1);
  return [{ dims: call.dims(0).map((size, axis) => size * repeats[axis]!) }];
}

function pad(call: OperatorCall): Inferred[] {
  const dims = [...call.dims(0)];
  const pads = call.option(1, "pads") ?? call.fail("has no pads");
  const axes = call.inputs[3] ? call.values(3) : dims.map((_, axis) => axis);
  axes.forEach((asked, index) => {
    dims[call.axis(asked)]! += pads[index]! + pads[index + axes.length]!;
  });
  return [{ dims }];
}

/** Sums, means, largest and smallest over axes. */
function reduce(call: OperatorCall): Inferred[] {
  const dims = call.dims(0);
  const asked = call.option(1, "axes") ?? [];
  if (asked.length === 0 && call.number("noop_with_empty_axes", 0) === 1) return [{ dims }];
  const axes = asked.length === 0 ? dims.map((_, axis) => axis) : asked.map((axis) => call.axis(axis));
  return [{ dims: reduced(dims, axes, call.number("keepdims", 1) === 1) }];
}

function largest(call: OperatorCall): Inferred[] {
  const axis = call.axis(call.number("axis", 0));
  return [{ dims: reduced(call.dims(0), [axis], call.number("keepdims", 1) === 1), isWhole: true }];
}

function reduced(dims: readonly number[], axes: readonly number[], keepsAxes: boolean): number[] {
  return keepsAxes
    ? dims.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : dims.filter((_, axis) => !axes.includes(axis));
}

export const shapingOperators = {
  ...{ Reshape: reshape, Transpose: transpose, Squeeze: squeeze, Unsqueeze: unsqueeze, Flatten: flatten },
  ...{ Concat: concat, Split: split, Slice: slice, Gather: gather, Expand: expand, Tile: tile, Pad: pad },
  ...{ Shape: shape, Constant: constant, ConstantOfShape: constantOfShape, Range: range },
  Size: (call: OperatorCall) => [{ dims: [], values: [elementCount(call.dims(0))], isWhole: true }],
  GatherElements: (call: OperatorCall) => [{ dims: call.dims(1) }],
  ...{ ReduceMean: reduce, ReduceSum: reduce, ReduceMax: reduce, ReduceMin: reduce, ReduceProd: reduce },
  ...{ ReduceL1: reduce, ReduceL2: reduce, ReduceSumSquare: reduce, ReduceLogSumExp: reduce },
  ...{ ArgMax: largest, ArgMin: largest },
} as const;
