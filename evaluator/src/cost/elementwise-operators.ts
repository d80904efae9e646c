import { isWholeType } from "../onnx/index.ts";
import { broadcast, type Inferred, type OperatorCall } from "./operator-call.ts";

/** Operators that treat each value for itself, and those that keep the shape of their first input. */

const first = (call: OperatorCall): Inferred[] =>
  call.node.outputs.map((_, index) => ({ dims: call.dims(0), ...(index > 0 ? { values: null } : {}) }));

/** The same shape; with a function, values where they are known. */
function sameShape(of?: (value: number) => number) {
  return (call: OperatorCall): Inferred[] => {
    const { values, isWhole } = call.input(0);
    if (!of) return first(call);
    return [{ dims: call.dims(0), values: values?.map(of) ?? null, isWhole }];
  };
}

type Combine = (a: number, b: number, areWhole: boolean) => number;

/** Broadcast over all inputs; with a function, values where they are known and one-dimensional. */
function broadcasting(combine?: Combine) {
  return (call: OperatorCall): Inferred[] => {
    const { given } = call;
    const dims = broadcast(
      call,
      given.map((input) => input.dims),
    );
    const isWhole = given.every((input) => input.isWhole);
    const [start, ...rest] = given;
    if (!combine || !start?.values || dims.length > 1) return [{ dims, isWhole }];
    const count = dims[0] ?? 1;
    let values = spread(start.values, count);
    for (const { values: others } of rest) {
      if (!others) return [{ dims, isWhole }];
      const spreadOthers = spread(others, count);
      values = values.map((value, index) => combine(value, spreadOthers[index]!, isWhole));
    }
    return [{ dims, values, isWhole }];
  };
}

const spread = (values: readonly number[], count: number): number[] =>
  values.length === count ? [...values] : new Array<number>(count).fill(values[0] ?? 0);

/** Condition, then, else. */
function where(call: OperatorCall): Inferred[] {
  const [condition, then, otherwise] = [call.input(0), call.input(1), call.input(2)];
  const dims = broadcast(call, [condition.dims, then.dims, otherwise.dims]);
  const isWhole = then.isWhole && otherwise.isWhole;
  if (!condition.values || !then.values || !otherwise.values || dims.length > 1) return [{ dims, isWhole }];
  const count = dims[0] ?? 1;
  const [choices, yes, no] = [condition.values, then.values, otherwise.values].map((values) =>
    spread(values, count),
  ) as [number[], number[], number[]];
  return [{ dims, values: choices.map((choice, index) => (choice ? yes[index]! : no[index]!)), isWhole }];
}

function cast(call: OperatorCall): Inferred[] {
  const isWhole = isWholeType(call.number("to", 1));
  const { dims, values } = call.input(0);
  return [{ dims, values: (isWhole ? values?.map(Math.trunc) : values) ?? null, isWhole }];
}

/** Bounds are optional inputs. */
function clip(call: OperatorCall): Inferred[] {
  const { dims, values, isWhole } = call.input(0);
  const [least, most] = [1, 2].map((index) => (call.inputs[index] ? call.input(index).values : []));
  if (!values || !least || !most) return [{ dims, isWhole }];
  const [from = -Infinity, to = Infinity] = [least[0], most[0]];
  return [{ dims, values: values.map((value) => Math.min(to, Math.max(from, value))), isWhole }];
}

const truth = (holds: (a: number, b: number) => boolean) => broadcasting((a, b) => Number(holds(a, b)));

/** Softmax and norms keep the shape as well: over which axis they go decides none. */
export const elementwiseOperators = {
  ...{ Add: broadcasting((a, b) => a + b), Sub: broadcasting((a, b) => a - b) },
  ...{ Mul: broadcasting((a, b) => a * b), Pow: broadcasting((a, b) => a ** b) },
  Div: broadcasting((a, b, areWhole) => (areWhole ? Math.trunc(a / b) : a / b)),
  Mod: broadcasting((a, b) => a - b * Math.floor(a / b)),
  ...{
    Max: broadcasting((a, b) => Math.max(a, b)),
    Min: broadcasting((a, b) => Math.min(a, b)),
    Sum: broadcasting((a, b) => a + b),
  },
  ...{ Equal: truth((a, b) => a === b), Greater: truth((a, b) => a > b), Less: truth((a, b) => a < b) },
  ...{ GreaterOrEqual: truth((a, b) => a >= b), LessOrEqual: truth((a, b) => a <= b) },
  ...{ And: truth((a, b) => a !== 0 && b !== 0), Or: truth((a, b) => a !== 0 || b !== 0) },
  ...{ Mean: broadcasting(), PRelu: broadcasting(), Where: where, Cast: cast },
  ...{ Identity: sameShape((x) => x), Neg: sameShape((x) => -x), Abs: sameShape(Math.abs) },
  ...{ Floor: sameShape(Math.floor), Ceil: sameShape(Math.ceil), Round: sameShape(Math.round) },
  ...{ Not: sameShape((x) => Number(x === 0)), Sqrt: sameShape(Math.sqrt) },
  ...{ Erf: first, Exp: first, Log: first, Sin: first, Cos: first, Reciprocal: first, Sign: first },
  ...{ Sigmoid: first, Tanh: first, Relu: first, LeakyRelu: first, Elu: first, Selu: first, Gelu: first },
  ...{ HardSigmoid: first, HardSwish: first, Softplus: first, Mish: first, Clip: clip, Dropout: first },
  ...{ Softmax: first, LogSoftmax: first, CumSum: first, Trilu: first, LpNormalization: first },
  ...{ BatchNormalization: first, InstanceNormalization: first, GroupNormalization: first },
  ...{ ScatterND: first, ScatterElements: first, "com.microsoft::Gelu": first },
  LayerNormalization: layerNormalization,
} as const;

/** Its optional outputs are mean and inverse deviation. */
function layerNormalization(call: OperatorCall): Inferred[] {
  const dims = call.dims(0);
  const from = call.axis(call.number("axis", -1));
  const kept = dims.map((size, axis) => (axis >= from ? 1 : size));
  return call.node.outputs.map((_, index) => ({ dims: index === 0 ? dims : kept }));
}
