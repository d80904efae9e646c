import { endianness } from "node:os";
import { elementCount } from "../math/element-count.ts";
import { ProtoWriter } from "./protobuf.ts";

/** TensorProto.DataType of onnx.proto and the size of one element in bytes. */
export const dtypes = {
  float32: { code: 1, bytes: 4 },
  uint8: { code: 2, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
  bool: { code: 9, bytes: 1 },
  float16: { code: 10, bytes: 2 },
  bfloat16: { code: 16, bytes: 2 },
} as const;
export type Dtype = keyof typeof dtypes;

/** Names of TensorProto.DataType by code. */
const dtypeNames = [
  "undefined",
  ...[
    "float32",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "float64",
  ],
  ...["uint32", "uint64", "complex64", "complex128", "bfloat16"],
  ...["float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1"],
  ...["float8e8m0", "uint2", "int2"],
] as const;

/** Name of a TensorProto.DataType, for messages. */
export function dtypeName(code: number): string {
  return dtypeNames[code] ?? `ONNX data type ${code}`;
}

/** float16 and bfloat16 travel as their bit patterns in a Uint16Array, bool as 0 and 1 in a Uint8Array. */
export type TensorData = Float32Array | BigInt64Array | Int32Array | Uint16Array | Uint8Array;

export interface InlineTensor {
  readonly dtype: Dtype;
  /** Row-major; `[]` is a scalar. */
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** A tensor whose bytes lie in another file, row-major and little-endian. */
export interface ExternalTensor {
  readonly dtype: Dtype;
  readonly dims: readonly number[];
  readonly location: ExternalLocation;
}

export interface ExternalLocation {
  /** Path relative to the folder of the model file. */
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** The tensor's little-endian bytes, not copied. */
export function tensorBytes({ data }: InlineTensor): Uint8Array {
  if (endianness() !== "LE") throw new Error("ONNX raw_data is little-endian; this machine is big-endian");
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function tensorHeader(name: string, dtype: Dtype, dims: readonly number[]): ProtoWriter {
  const message = new ProtoWriter();
  for (const size of dims) message.integer(1, size);
  message.integer(2, dtypes[dtype].code);
  return name === "" ? message : message.string(8, name);
}

export function inlineTensorMessage(name: string, value: InlineTensor): ProtoWriter {
  const expected = elementCount(value.dims) * dtypes[value.dtype].bytes;
  if (value.data.byteLength !== expected) {
    const shape = `${value.dtype} [${value.dims.join(", ")}]`;
    throw new RangeError(`tensor ${name}: ${value.data.byteLength} bytes, expected ${expected} for ${shape}`);
  }
  return tensorHeader(name, value.dtype, value.dims).bytes(9, tensorBytes(value));
}

export function externalTensorMessage(name: string, value: ExternalTensor): ProtoWriter {
  const { file, offset, length } = value.location;
  const expected = elementCount(value.dims) * dtypes[value.dtype].bytes;
  if (length !== expected) {
    throw new RangeError(`tensor ${name}: ${length} bytes in ${file}, expected ${expected}`);
  }
  const message = tensorHeader(name, value.dtype, value.dims);
  const entries = { location: file, offset: String(offset), length: String(length) };
  for (const [key, entry] of Object.entries(entries)) {
    message.message(13, new ProtoWriter().string(1, key).string(2, entry));
  }
  return message.integer(14, 1);
}
