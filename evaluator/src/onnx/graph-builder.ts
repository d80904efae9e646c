import { createHash } from "node:crypto";
import { type Attribute, attributeMessage } from "./attribute.ts";
import type { ExecutionProvider } from "./device.ts";
import { ProtoWriter } from "./protobuf.ts";
import {
  type Dtype,
  dtypes,
  type ExternalLocation,
  externalTensorMessage,
  type InlineTensor,
  inlineTensorMessage,
  type TensorData,
  tensorBytes,
} from "./tensor.ts";

/** IR 8 is the oldest version that carries opset 18 (ONNX 1.13); older runtimes read it, newer ones too. */
const irVersion = 8;

/** One tensor that flows through the graph. Values belong to the builder that made them. */
export interface Value {
  readonly name: string;
}

/** Size of an axis: a number, or a name for one that is known only when the graph runs. */
export type Dim = number | string;

export interface GraphOptions {
  readonly opset?: number;
  readonly provider?: ExecutionProvider;
  /** The graph around a subgraph; `subgraph` passes it. */
  readonly outer?: GraphBuilder | null;
}

/**
 * Builds one ONNX model. Calls are recorded in order, and equal calls give equal bytes, so the hash of the model
 * identifies the computation. Names are made from operator types and the scopes around them.
 */
export class GraphBuilder {
  /** What the graph is for: some operators are missing or wrong there, and who builds it uses others. */
  readonly provider: ExecutionProvider;
  readonly #name: string;
  readonly #opset: number;
  readonly #nodes: ProtoWriter[] = [];
  readonly #initializers: ProtoWriter[] = [];
  readonly #inputs: ProtoWriter[] = [];
  readonly #outputs: ProtoWriter[] = [];
  readonly #outer: GraphBuilder | null;
  readonly #names: Set<string>;
  readonly #countByStem: Map<string, number>;
  readonly #constants = new Map<string, Value>();
  readonly #foreignDomains = new Set<string>();
  #scope = "";

  constructor(name: string, { opset = 18, provider = "cpu", outer = null }: GraphOptions = {}) {
    this.#name = name;
    this.#opset = opset;
    this.provider = provider;
    this.#outer = outer;
    this.#names = outer ? outer.#names : new Set();
    this.#countByStem = outer ? outer.#countByStem : new Map();
  }

  /**
   * A graph for an attribute of a node in this one, such as the body of Scan. It sees this graph's values, stores its
   * constants here, and makes names that are unique across both; ONNX matches its inputs and outputs by position.
   */
  subgraph(): GraphBuilder {
    return new GraphBuilder(this.#fresh("body"), {
      opset: this.#opset,
      provider: this.provider,
      outer: this,
    });
  }

  /** Names made inside `body` start with `name/`: "blocks.0/MatMul_2". */
  scoped<Result>(name: string, body: () => Result): Result {
    const outer = this.#scope;
    this.#scope = `${outer}${name}/`;
    try {
      return body();
    } finally {
      this.#scope = outer;
    }
  }

  /** Declares an input of the model; a string in `dims` is an axis of any size. */
  input(name: string, dtype: Dtype, dims: readonly Dim[]): Value {
    const value = this.#claim(this.#outer ? this.#fresh(name) : name);
    this.#inputs.push(valueInfoMessage(value.name, dtype, dims));
    return value;
  }

  /** A tensor stored in the model. The same type, shape and bytes are stored once. */
  constant(dtype: Dtype, dims: readonly number[], data: TensorData, name?: string): Value {
    const tensor: InlineTensor = { dtype, dims, data };
    const digest = createHash("sha256").update(tensorBytes(tensor)).digest("hex");
    return this.#once(`${dtype} ${dims.join(",")} ${digest}`, name ?? "constant", (stored) =>
      inlineTensorMessage(stored, tensor),
    );
  }

  /** A tensor whose bytes stay in another file, at a path relative to the model's folder. */
  external(dtype: Dtype, dims: readonly number[], location: ExternalLocation, name?: string): Value {
    const { file, offset, length } = location;
    return this.#once(
      `${dtype} ${dims.join(",")} ${offset}+${length} ${file}`,
      name ?? "external",
      (stored) => externalTensorMessage(stored, { dtype, dims, location }),
    );
  }

  /**
   * Adds a node with one output. `null` stands for an optional input that is left out. Types outside the standard
   * domain are written `domain::Type`.
   */
  op(type: string, inputs: readonly (Value | null)[], attributes: Record<string, Attribute> = {}): Value {
    return this.ops(type, inputs, 1, attributes)[0] as Value;
  }

  /** Adds a node with several outputs. */
  ops(
    type: string,
    inputs: readonly (Value | null)[],
    outputCount: number,
    attributes: Record<string, Attribute> = {},
  ): Value[] {
    const [operator = "", domain = ""] = type.split("::").reverse();
    const nodeName = this.#fresh(operator);
    const outputs =
      outputCount === 1
        ? [this.#claim(nodeName)]
        : Array.from({ length: outputCount }, (_, index) => this.#claim(`${nodeName}.${index}`));
    const node = new ProtoWriter();
    for (const input of inputs) node.string(1, this.#known(input, nodeName));
    for (const output of outputs) node.string(2, output.name);
    node.string(3, nodeName).string(4, operator);
    for (const [key, attribute] of Object.entries(attributes)) {
      node.message(5, attributeMessage(key, attribute));
    }
    if (domain !== "") {
      node.string(7, domain);
      this.#foreignDomains.add(domain);
    }
    this.#nodes.push(node);
    return outputs;
  }

  /** Declares `value` as an output of the model under `name`. */
  output(value: Value, name: string, dtype: Dtype, dims: readonly Dim[]): void {
    const result = this.#claim(this.#outer ? this.#fresh(name) : name);
    // An Identity lets one value be several outputs, and an input be an output; runtimes remove it.
    const node = new ProtoWriter().string(1, this.#known(value, name)).string(2, result.name);
    this.#nodes.push(node.string(3, `output/${result.name}`).string(4, "Identity"));
    this.#outputs.push(valueInfoMessage(result.name, dtype, dims));
  }

  /** This subgraph as an attribute of a node of the graph around it. */
  graph(): Attribute {
    return { kind: "graph", value: this.#graphMessage() };
  }

  /** The serialised ModelProto. */
  build(): Uint8Array {
    const graph = this.#graphMessage();
    const model = new ProtoWriter()
      .integer(1, irVersion)
      .string(2, "dense-probing-evaluator")
      .message(7, graph)
      .message(8, new ProtoWriter().string(1, "").integer(2, this.#opset));
    for (const domain of this.#foreignDomains) {
      model.message(8, new ProtoWriter().string(1, domain).integer(2, 1));
    }
    return model.finish();
  }

  #graphMessage(): ProtoWriter {
    if (this.#outputs.length === 0) throw new Error(`graph ${this.#name} has no output`);
    const graph = new ProtoWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, this.#name);
    for (const initializer of this.#initializers) graph.message(5, initializer);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    return graph;
  }

  #once(key: string, stem: string, message: (name: string) => ProtoWriter): Value {
    if (this.#outer) return this.#outer.#once(key, stem, message);
    const known = this.#constants.get(key);
    if (known) return known;
    const value = this.#claim(this.#names.has(stem) || stem === "constant" ? this.#fresh(stem) : stem);
    this.#initializers.push(message(value.name));
    this.#constants.set(key, value);
    return value;
  }

  #fresh(stem: string): string {
    const scoped = `${this.#scope}${stem}`;
    const count = this.#countByStem.get(scoped) ?? 0;
    this.#countByStem.set(scoped, count + 1);
    return `${scoped}_${count}`;
  }

  #claim(name: string): Value {
    if (this.#names.has(name)) throw new Error(`graph ${this.#name}: two values named ${name}`);
    this.#names.add(name);
    return { name };
  }

  #known(value: Value | null, user: string): string {
    if (value === null) return "";
    if (!this.#names.has(value.name)) {
      throw new Error(`graph ${this.#name}: ${user} uses ${value.name}, which another graph made`);
    }
    return value.name;
  }
}

/** ValueInfoProto with a tensor type. */
function valueInfoMessage(name: string, dtype: Dtype, dims: readonly Dim[]): ProtoWriter {
  const shape = new ProtoWriter();
  for (const dim of dims) {
    const axis = new ProtoWriter();
    shape.message(1, typeof dim === "number" ? axis.integer(1, dim) : axis.string(2, dim));
  }
  const tensorType = new ProtoWriter().integer(1, dtypes[dtype].code).message(2, shape);
  return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensorType));
}
