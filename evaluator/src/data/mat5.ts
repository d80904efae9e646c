import { deflateSync, inflateSync } from "node:zlib";
import { InputError } from "../files/input-error.ts";

/** Numeric arrays of a MATLAB v5 file ("MAT-File Level 5 File Format", MathWorks). */
export interface MatArray {
  readonly dimensions: readonly number[];
  /** Column-major, whatever the storage type in the file. */
  readonly values: Float64Array;
}

const headerBytes = 128;
const compressedType = 15;
const matrixType = 14;
const classDouble = 6;
const typeInt8 = 1;
const typeUint16 = 4;
const typeInt32 = 5;
const typeUint32 = 6;

interface Element {
  readonly type: number;
  readonly data: Buffer;
  /** Bytes up to the next element. */
  readonly length: number;
}

/** Data element at an offset: long form (type, size, data padded to 8) or small form (size and type in one word). */
function elementAt(bytes: Buffer, offset: number): Element {
  const word = bytes.readUInt32LE(offset);
  if (word >>> 16 !== 0) {
    return { type: word & 0xffff, data: bytes.subarray(offset + 4, offset + 4 + (word >>> 16)), length: 8 };
  }
  const size = bytes.readUInt32LE(offset + 4);
  const data = bytes.subarray(offset + 8, offset + 8 + size);
  if (data.length < size)
    throw new RangeError(`element at byte ${offset} has ${data.length} of ${size} bytes`);
  const padded = word === compressedType ? size : Math.ceil(size / 8) * 8;
  return { type: word, data, length: 8 + padded };
}

function numbers({ type, data }: Element): Float64Array {
  const readers: Record<number, [bytes: number, read: (at: number) => number]> = {
    1: [1, (at) => data.readInt8(at)],
    2: [1, (at) => data.readUInt8(at)],
    3: [2, (at) => data.readInt16LE(at)],
    4: [2, (at) => data.readUInt16LE(at)],
    5: [4, (at) => data.readInt32LE(at)],
    6: [4, (at) => data.readUInt32LE(at)],
    7: [4, (at) => data.readFloatLE(at)],
    9: [8, (at) => data.readDoubleLE(at)],
  };
  const reader = readers[type];
  if (!reader) throw new RangeError(`storage type ${type} is not numeric`);
  const [size, read] = reader;
  return Float64Array.from({ length: Math.floor(data.length / size) }, (_, i) => read(i * size));
}

function matrix(bytes: Buffer): [string, MatArray] {
  let offset = 0;
  const parts: Element[] = [];
  while (parts.length < 4) {
    const part = elementAt(bytes, offset);
    parts.push(part);
    offset += part.length;
  }
  const [, dimensions, name, data] = parts;
  const shape = [...numbers(dimensions)];
  const values = numbers(data);
  const expected = shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) throw new RangeError(`${values.length} values for ${shape.join(" x ")}`);
  return [name.data.toString("latin1"), { dimensions: shape, values }];
}

/** Reads every numeric array. Throws InputError naming `path` if it isn't such a file or ends early. */
export function decodeMat5(bytes: Buffer, path: string): Map<string, MatArray> {
  if (bytes.length < headerBytes || bytes.toString("latin1", 126, 128) !== "IM") {
    throw new InputError(
      `${path}: not a MATLAB v5 file (${bytes.length} bytes); expected one with little-endian mark "IM" at byte 126`,
    );
  }
  const arrays = new Map<string, MatArray>();
  try {
    for (let offset = headerBytes; offset < bytes.length; ) {
      let element = elementAt(bytes, offset);
      offset += element.length;
      if (element.type === compressedType) element = elementAt(inflateSync(element.data), 0);
      if (element.type !== matrixType)
        throw new RangeError(`element of type ${element.type} is not an array`);
      const [name, array] = matrix(element.data);
      arrays.set(name, array);
    }
  } catch (error) {
    throw new InputError(
      `${path}: damaged MATLAB v5 file of ${bytes.length} bytes (${(error as Error).message}); expected whole numeric arrays`,
    );
  }
  return arrays;
}

function element(type: number, data: Buffer): Buffer {
  const padded = Buffer.alloc(8 + Math.ceil(data.length / 8) * 8);
  padded.writeUInt32LE(type, 0);
  padded.writeUInt32LE(data.length, 4);
  data.copy(padded, 8);
  return padded;
}

function columnVector(name: string, values: readonly number[]): Buffer {
  const stored = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    stored.writeUInt16LE(value, index * 2);
  });
  const words = (...some: number[]): Buffer => Buffer.from(Uint32Array.from(some).buffer);
  const body = Buffer.concat([
    element(typeUint32, words(classDouble, 0)),
    element(typeInt32, words(values.length, 1)),
    element(typeInt8, Buffer.from(name, "latin1")),
    element(typeUint16, stored),
  ]);
  const compressed = deflateSync(element(matrixType, body), { level: 9 });
  const tag = words(compressedType, compressed.length);
  return Buffer.concat([tag, compressed]);
}

/** Writes column vectors of whole numbers below 65,536 as NYUv2's splits.mat stores them: double, kept as uint16, compressed. */
export function encodeMat5(vectors: Readonly<Record<string, readonly number[]>>): Buffer {
  const header = Buffer.alloc(headerBytes, " ");
  header.write("MATLAB 5.0 MAT-file, written by the scenes generator", 0, "latin1");
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write("IM", 126, "latin1");
  return Buffer.concat([
    header,
    ...Object.entries(vectors).map(([name, values]) => columnVector(name, values)),
  ]);
}
