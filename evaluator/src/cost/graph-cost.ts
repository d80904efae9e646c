import type { BackboneCost } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import type { GraphNode, ModelGraph } from "../onnx/index.ts";
import { elementwiseOperators } from "./elementwise-operators.ts";
import { type Inferred, type Known, OperatorCall } from "./operator-call.ts";
import { productOf, productOperators } from "./product-operators.ts";
import { shapingOperators } from "./shaping-operators.ts";
import { spatialOperators } from "./spatial-operators.ts";

/** What one image costs. */
export type GraphCost = Omit<BackboneCost, "inputSize">;

const nothing: GraphCost = { macs: 0, attentionMacs: 0, activations: 0, attentionActivations: 0 };

/** Every operator whose shapes are known here. Scan is the only one with a graph inside. */
const operators: ReadonlyMap<string, (call: OperatorCall) => readonly Inferred[]> = new Map(
  Object.entries({
    ...elementwiseOperators,
    ...shapingOperators,
    ...spatialOperators,
    ...productOperators,
  }),
);

/**
 * Counts a graph for a batch of one. What depends on no input (a transposed weight, positions) is computed once and costs
 * nothing; neither do sums, norms, softmax, activations, pooling and resizing, as in the tools that timm counts with.
 *
 * @throws InputError naming all operators that are not known here, or a node whose shape only a run gives
 */
export function graphCost(graph: ModelGraph): GraphCost {
  const unknown = unknownOperators(graph);
  if (unknown.length > 0) {
    throw new InputError(
      `operators ${unknown.join(", ")}: shapes not known here, so what follows them cannot be counted`,
    );
  }
  const inputs = graph.inputs.map(({ name, dims }): [string, Known] => {
    // The batch is the one axis that has no size.
    const sizes = dims.map((size, axis) => (axis === 0 && typeof size === "string" ? 1 : size));
    const open = sizes.find((size) => typeof size !== "number");
    if (open !== undefined) {
      throw new InputError(
        `input ${name} [${dims.join(", ")}]: axis "${open}" has no size; expected numbers behind the batch`,
      );
    }
    return [name, { dims: sizes as number[], isFixed: false, values: null, isWhole: false }];
  });
  return walk(graph, new Map(inputs)).cost;
}

function unknownOperators(graph: ModelGraph): string[] {
  const found = new Set<string>();
  for (const { type, attributes } of graph.nodes) {
    if (type !== "Scan" && !operators.has(type)) found.add(type);
    for (const { graph: inner } of attributes.values()) {
      for (const name of inner ? unknownOperators(inner) : []) found.add(name);
    }
  }
  return [...found].sort();
}

interface Walked {
  readonly cost: GraphCost;
  readonly outputs: readonly Known[];
}

/** `known`: inputs, and of a graph inside another the values around it. */
function walk(graph: ModelGraph, known: Map<string, Known>): Walked {
  for (const [name, tensor] of graph.tensors) known.set(name, { ...tensor, isFixed: true });
  let cost = nothing;
  for (const node of graph.nodes) {
    const call = new OperatorCall(
      node,
      node.inputs.map((name) => (name === "" ? null : knownValue(known, name, node))),
    );
    const step = node.type === "Scan" ? scan(call, known) : plain(call);
    node.outputs.forEach((name, index) => {
      const output = step.outputs[index];
      if (name !== "" && output) known.set(name, output);
    });
    cost = added(cost, step.cost);
  }
  return { cost, outputs: graph.outputs.map((name) => known.get(name)!) };
}

function knownValue(known: ReadonlyMap<string, Known>, name: string, node: GraphNode): Known {
  const value = known.get(name);
  if (value) return value;
  throw new InputError(`node ${node.name} (${node.type}): input ${name} is made by no node before it`);
}

function plain(call: OperatorCall): Walked {
  const inferred = operators.get(call.node.type)!(call);
  const outputs = inferred.map(({ dims, values = null, isWhole = false }) => ({
    ...{ dims, values, isWhole },
    isFixed: call.isFixed,
  }));
  return { outputs, cost: costOf(call, inferred[0]?.dims ?? []) };
}

/** A product of two values that both depend on the image is one of attention's. */
function costOf(call: OperatorCall, result: readonly number[]): GraphCost {
  const product = call.isFixed ? null : productOf(call, result);
  if (product === null) return nothing;
  const isAttention = call.given.slice(0, 2).every(({ isFixed }) => !isFixed);
  const attention = isAttention ? product : { macs: 0, activations: 0 };
  return { ...product, attentionMacs: attention.macs, attentionActivations: attention.activations };
}

function added(a: GraphCost, b: GraphCost, times = 1): GraphCost {
  return {
    macs: a.macs + times * b.macs,
    attentionMacs: a.attentionMacs + times * b.attentionMacs,
    activations: a.activations + times * b.activations,
    attentionActivations: a.attentionActivations + times * b.attentionActivations,
  };
}

/** A body that runs once for each slice of its scanned inputs. */
function scan(call: OperatorCall, around: ReadonlyMap<string, Known>): Walked {
  const body = call.node.attributes.get("body")?.graph ?? call.fail("has no body");
  const scanned = call.number("num_scan_inputs", 0);
  const states = call.inputs.length - scanned;
  const axes = call.numbers("scan_input_axes") ?? new Array<number>(scanned).fill(0);
  const outputAxes = call.numbers("scan_output_axes") ?? [];
  let times = 0;
  const inner = new Map(around);
  body.inputs.forEach(({ name }, index) => {
    const input = call.input(index);
    if (index < states) inner.set(name, input);
    else {
      const axis = call.axis(axes[index - states]!, input.dims.length);
      times = input.dims[axis]!;
      inner.set(name, { ...input, dims: input.dims.toSpliced(axis, 1), values: null });
    }
  });
  const { cost, outputs } = walk(body, inner);
  return {
    cost: added(nothing, cost, times),
    outputs: outputs.map((output, index) => {
      if (index < states) return output;
      const axis = outputAxes[index - states] ?? 0;
      return { ...output, dims: output.dims.toSpliced(axis, 0, times), values: null };
    }),
  };
}
