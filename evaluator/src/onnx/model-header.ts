import { readFields, readVarints } from "./proto-reader.ts";

/** What a model says about itself, read without running it. */
export interface ModelHeader {
  /** Version by operator domain; the standard domain is "". */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operator types by domain, of subgraphs and local functions too. */
  readonly operators: ReadonlyMap<string, ReadonlySet<string>>;
  /** Inputs that are not initializers. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Paths of external data files, relative to the model. */
  readonly externalFiles: readonly string[];
  /** Types (TensorProto.DataType) of the tensors of more than one value that the file stores. */
  readonly storedTypes: ReadonlySet<number>;
  /** Types that Cast converts to. */
  readonly castTypes: ReadonlySet<number>;
  /** Floating-point values of the tensors that the file stores, whatever they are for. */
  readonly storedFloats: number;
}

export interface ValueInfo {
  readonly name: string;
  /** TensorProto.DataType; 0 where the value is no tensor. */
  readonly dtypeCode: number;
  /** A number, a name, or "" for an axis of which nothing is said. */
  readonly dims: readonly (number | string)[];
}

const text = new TextDecoder();

interface Findings {
  readonly operators: Map<string, Set<string>>;
  readonly externalFiles: Set<string>;
  readonly storedTypes: Set<number>;
  readonly castTypes: Set<number>;
  storedFloats: number;
}

/** TensorProto.DataType of float32, float16, double and bfloat16. */
const floatTypes = [1, 10, 11, 16];

/** @throws ProtoError where the bytes are no protobuf message. */
export function readModelHeader(model: Uint8Array): ModelHeader {
  const opsets = new Map<string, number>();
  const findings: Findings = {
    operators: new Map(),
    externalFiles: new Set(),
    storedTypes: new Set(),
    castTypes: new Set(),
    storedFloats: 0,
  };
  let graph: GraphEnds = { inputs: [], outputs: [] };
  for (const { field, bytes } of readFields(model)) {
    if (field === 7) graph = readGraph(bytes, findings);
    if (field === 8) readOpset(bytes, opsets);
    if (field === 25) readFunction(bytes, findings);
  }
  return {
    opsets,
    operators: findings.operators,
    ...graph,
    externalFiles: [...findings.externalFiles].sort(),
    storedTypes: findings.storedTypes,
    castTypes: findings.castTypes,
    storedFloats: findings.storedFloats,
  };
}

/** The standard domain has two spellings. */
const domainName = (bytes: Uint8Array): string => text.decode(bytes).replace(/^ai\.onnx$/, "");

function readOpset(message: Uint8Array, opsets: Map<string, number>): void {
  let domain = "";
  let version = 0;
  for (const { field, bytes, varint } of readFields(message)) {
    if (field === 1) domain = domainName(bytes);
    if (field === 2) version = Number(varint);
  }
  opsets.set(domain, version);
}

interface GraphEnds {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

function readGraph(message: Uint8Array, findings: Findings): GraphEnds {
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const initializers = new Set<string>();
  for (const { field, bytes } of readFields(message)) {
    if (field === 1) readNode(bytes, findings);
    if (field === 5) initializers.add(readTensor(bytes, findings));
    if (field === 15) readSparseTensor(bytes, findings);
    if (field === 11) inputs.push(readValueInfo(bytes));
    if (field === 12) outputs.push(readValueInfo(bytes));
  }
  return { inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs };
}

function readNode(message: Uint8Array, findings: Findings): void {
  let domain = "";
  let type = "";
  const integers = new Map<string, number>();
  for (const { field, bytes } of readFields(message)) {
    if (field === 4) type = text.decode(bytes);
    if (field === 5) integers.set(...readAttribute(bytes, findings));
    if (field === 7) domain = domainName(bytes);
  }
  const types = findings.operators.get(domain) ?? new Set();
  findings.operators.set(domain, types.add(type));
  const to = integers.get("to");
  if (type === "Cast" && to !== undefined) findings.castTypes.add(to);
}

/** Name and integer value (0 where it has another). */
function readAttribute(message: Uint8Array, findings: Findings): [string, number] {
  let name = "";
  let integer = 0;
  for (const { field, bytes, varint } of readFields(message)) {
    if (field === 1) name = text.decode(bytes);
    if (field === 3) integer = Number(varint);
    if (field === 5 || field === 10) readTensor(bytes, findings);
    if (field === 6 || field === 11) readGraph(bytes, findings);
    if (field === 22 || field === 23) readSparseTensor(bytes, findings);
  }
  return [name, integer];
}

function readFunction(message: Uint8Array, findings: Findings): void {
  for (const { field, bytes } of readFields(message)) {
    if (field === 7) readNode(bytes, findings);
  }
}

/** Its values and their places are tensors. */
function readSparseTensor(message: Uint8Array, findings: Findings): void {
  for (const { field, bytes } of readFields(message)) {
    if (field === 1 || field === 2) readTensor(bytes, findings);
  }
}

/** The tensor's name. */
function readTensor(message: Uint8Array, findings: Findings): string {
  let name = "";
  let type = 0;
  let values = 1;
  for (const { field, bytes, varint } of readFields(message)) {
    // Sizes come one a field, or all of them packed into one.
    if (field === 1)
      for (const size of bytes.length > 0 ? readVarints(bytes) : [varint]) values *= Number(size);
    if (field === 2) type = Number(varint);
    if (field === 8) name = text.decode(bytes);
    if (field === 13) {
      const entry = new Map([...readFields(bytes)].map((part) => [part.field, text.decode(part.bytes)]));
      const location = entry.get(2);
      if (entry.get(1) === "location" && location !== undefined) findings.externalFiles.add(location);
    }
  }
  if (values > 1) findings.storedTypes.add(type);
  if (values > 1 && floatTypes.includes(type)) findings.storedFloats += values;
  return name;
}

export function readValueInfo(message: Uint8Array): ValueInfo {
  let name = "";
  let dtypeCode = 0;
  const dims: (number | string)[] = [];
  for (const { field, bytes } of readFields(message)) {
    if (field === 1) name = text.decode(bytes);
    if (field !== 2) continue;
    for (const type of readFields(bytes)) {
      if (type.field !== 1) continue;
      for (const tensor of readFields(type.bytes)) {
        if (tensor.field === 1) dtypeCode = Number(tensor.varint);
        if (tensor.field === 2) dims.push(...readShape(tensor.bytes));
      }
    }
  }
  return { name, dtypeCode, dims };
}

function readShape(message: Uint8Array): (number | string)[] {
  return [...readFields(message)].map(({ bytes }) => {
    let size: number | string = "";
    for (const { field, varint, bytes: label } of readFields(bytes)) {
      if (field === 1) size = Number(varint);
      if (field === 2) size = text.decode(label);
    }
    return size;
  });
}
