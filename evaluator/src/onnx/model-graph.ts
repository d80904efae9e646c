import { readValueInfo, type ValueInfo } from "./model-header.ts";
import { readFields, readVarints } from "./proto-reader.ts";
import { dtypes } from "./tensor.ts";

/** The nodes of a model, read without running it; what its weights are is not read. */
export interface ModelGraph {
  /** Inputs that are not initializers. */
  readonly inputs: readonly ValueInfo[];
  /** Names, in order. */
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly tensors: ReadonlyMap<string, GraphTensor>;
}

export interface GraphNode {
  readonly name: string;
  /** `Type` of the standard domain, `domain::Type` of others. */
  readonly type: string;
  /** "" stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

export interface AttributeValue {
  readonly number: number;
  readonly numbers: readonly number[];
  readonly text: string;
  readonly tensor: GraphTensor | null;
  readonly graph: ModelGraph | null;
}

export interface GraphTensor {
  readonly dims: readonly number[];
  /** Of short lists of numbers, such as shapes and axes; null: not read. */
  readonly values: readonly number[] | null;
  /** Are they integers, which are divided without a rest? */
  readonly isWhole: boolean;
}

const text = new TextDecoder();

/** Longer ones are weights, whose values no shape depends on. */
const mostValues = 1024;

/** @throws ProtoError where the bytes are no protobuf message. */
export function readModelGraph(model: Uint8Array): ModelGraph {
  for (const { field, bytes } of readFields(model)) if (field === 7) return readGraph(bytes);
  return { inputs: [], outputs: [], nodes: [], tensors: new Map() };
}

function readGraph(message: Uint8Array): ModelGraph {
  const inputs: ValueInfo[] = [];
  const outputs: string[] = [];
  const nodes: GraphNode[] = [];
  const tensors = new Map<string, GraphTensor>();
  for (const { field, bytes } of readFields(message)) {
    if (field === 1) nodes.push(readNode(bytes));
    if (field === 5) tensors.set(...readTensor(bytes));
    if (field === 11) inputs.push(readValueInfo(bytes));
    if (field === 12) outputs.push(readValueInfo(bytes).name);
  }
  return { inputs: inputs.filter(({ name }) => !tensors.has(name)), outputs, nodes, tensors };
}

function readNode(message: Uint8Array): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  let [name, type, domain] = ["", "", ""];
  for (const { field, bytes } of readFields(message)) {
    if (field === 1) inputs.push(text.decode(bytes));
    if (field === 2) outputs.push(text.decode(bytes));
    if (field === 3) name = text.decode(bytes);
    if (field === 4) type = text.decode(bytes);
    if (field === 5) attributes.set(...readAttribute(bytes));
    if (field === 7) domain = text.decode(bytes);
  }
  const isStandard = domain === "" || domain === "ai.onnx";
  return { name, type: isStandard ? type : `${domain}::${type}`, inputs, outputs, attributes };
}

function readAttribute(message: Uint8Array): [string, AttributeValue] {
  let [name, number, string] = ["", 0, ""];
  const numbers: number[] = [];
  let tensor: GraphTensor | null = null;
  let graph: ModelGraph | null = null;
  for (const { field, bytes, varint } of readFields(message)) {
    if (field === 1) name = text.decode(bytes);
    if (field === 2) number = view(bytes).getFloat32(0, true);
    if (field === 3) number = signed(varint);
    if (field === 4) string = text.decode(bytes);
    if (field === 5) tensor = readTensor(bytes)[1];
    if (field === 6) graph = readGraph(bytes);
    // Repeated integers come one a field, or all of them packed into one.
    if (field === 8) numbers.push(...(bytes.length > 0 ? [...readVarints(bytes)] : [varint]).map(signed));
  }
  return [name, { number, numbers, text: string, tensor, graph }];
}

const signed = (varint: bigint): number => Number(BigInt.asIntN(64, varint));
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readTensor(message: Uint8Array): [string, GraphTensor] {
  let [name, dtype] = ["", 0];
  const dims: number[] = [];
  const listed: number[] = [];
  let raw: Uint8Array | null = null;
  for (const { field, bytes, varint } of readFields(message)) {
    const varints = () => (bytes.length > 0 ? [...readVarints(bytes)] : [varint]).map(signed);
    if (field === 1) dims.push(...varints());
    if (field === 2) dtype = Number(varint);
    if ((field === 5 || field === 7) && bytes.length <= 10 * mostValues) listed.push(...varints());
    if (field === 4 && bytes.length <= 4 * mostValues) listed.push(...floats(bytes));
    if (field === 8) name = text.decode(bytes);
    if (field === 9) raw = bytes;
  }
  const count = dims.reduce((product, size) => product * size, 1);
  const isWhole = isWholeType(dtype);
  if (count > mostValues) return [name, { dims, values: null, isWhole }];
  const values = raw === null ? listed : numbersOf(raw, dtype);
  return [name, { dims, values: values?.length === count ? values : null, isWhole }];
}

/** Of TensorProto.DataType: integers and truth values. */
export function isWholeType(dtype: number): boolean {
  return [2, 3, 4, 5, 6, 7, 9, 12, 13].includes(dtype);
}

function floats(bytes: Uint8Array): number[] {
  const data = view(bytes);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => data.getFloat32(4 * index, true));
}

function wholeNumbers(bytes: Uint8Array): number[] {
  const data = view(bytes);
  return Array.from({ length: bytes.length >> 3 }, (_, index) => Number(data.getBigInt64(8 * index, true)));
}

/** Values of raw bytes; null where the type is none of shapes, axes and scales. */
function numbersOf(raw: Uint8Array, dtype: number): number[] | null {
  const data = view(raw);
  switch (dtype) {
    case dtypes.float32.code:
      return floats(raw);
    case dtypes.int64.code:
      return wholeNumbers(raw);
    case dtypes.int32.code:
      return Array.from({ length: raw.length >> 2 }, (_, index) => data.getInt32(4 * index, true));
    case dtypes.bool.code:
      return [...raw];
    default:
      return null;
  }
}
