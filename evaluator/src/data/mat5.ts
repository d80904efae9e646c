import { deflateSync, inflateSync } from "node:zlib";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { elementCount } from "../math/element-count.ts";

/** Numeric arrays of a MATLAB v5 file ("MAT-File Level 5 File Format", MathWorks). */
export interface MatArray {
  readonly dimensions: readonly number[];
  /** Column-major, whatever the storage type in the file. */
  readonly values: Float64Array;
}

const headerBytes = 128;
const compressedType = 15;
const matrixType = 14;
/** Classes of arrays whose values are numbers: double, single, integers of 8 to 64 bits. Others are passed over. */
const numericClasses = { first: 6, last: 15 } as const;
const classDouble = numericClasses.first;
const typeInt8 = 1;
const typeUint16 = 4;
const typeInt32 = 5;
const typeUint32 = 6;

/** Most that one compressed array may inflate to, in bytes; lists of frames take some kilobytes. */
const mostInflatedBytes = 2 ** 26;

interface Element {
  readonly type: number;
  readonly data: Buffer;
  /** Bytes up to the next element. */
  readonly length: number;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Data element at an offset: long form (type, size, data padded to 8) or small form (size and type in one word). */
function elementAt(bytes: Buffer, offset: number, littleEndian: boolean): Element {
  const view = viewOf(bytes);
  const word = view.getUint32(offset, littleEndian);
  if (word >>> 16 !== 0) {
    return { type: word & 0xffff, data: bytes.subarray(offset + 4, offset + 4 + (word >>> 16)), length: 8 };
  }
  const size = view.getUint32(offset + 4, littleEndian);
  const data = bytes.subarray(offset + 8, offset + 8 + size);
  if (data.length < size)
    throw new RangeError(`element at byte ${offset} has ${data.length} of ${size} bytes`);
  const padded = word === compressedType ? size : Math.ceil(size / 8) * 8;
  return { type: word, data, length: 8 + padded };
}

type ReadNumber = (view: DataView, at: number, littleEndian: boolean) => number;

const readers: Readonly<Record<number, readonly [bytes: number, read: ReadNumber]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

function numbers({ type, data }: Element, littleEndian: boolean): Float64Array {
  const reader = readers[type];
  if (!reader) throw new RangeError(`storage type ${type} is not numeric`);
  const [size, read] = reader;
  const view = viewOf(data);
  return Float64Array.from({ length: Math.floor(data.length / size) }, (_, i) =>
    read(view, i * size, littleEndian),
  );
}

/** Name and values; null: text, a cell array or another array without numbers. */
function matrix(bytes: Buffer, littleEndian: boolean): [string, MatArray] | null {
  const flags = elementAt(bytes, 0, littleEndian);
  const arrayClass = viewOf(flags.data).getUint32(0, littleEndian) & 0xff;
  if (arrayClass < numericClasses.first || arrayClass > numericClasses.last) return null;
  const parts: Element[] = [];
  for (let offset = flags.length; parts.length < 3; offset += parts[parts.length - 1].length) {
    parts.push(elementAt(bytes, offset, littleEndian));
  }
  const [dimensions, name, data] = parts;
  const shape = [...numbers(dimensions, littleEndian)];
  const values = numbers(data, littleEndian);
  if (values.length !== elementCount(shape))
    throw new RangeError(`${values.length} values for ${shape.join(" x ")}`);
  return [name.data.toString("latin1"), { dimensions: shape, values }];
}

function* matrices(bytes: Buffer, littleEndian: boolean): Generator<[string, MatArray]> {
  for (let offset = headerBytes; offset < bytes.length; ) {
    let element = elementAt(bytes, offset, littleEndian);
    offset += element.length;
    if (element.type === compressedType) {
      const inflated = inflateSync(element.data, { maxOutputLength: mostInflatedBytes });
      element = elementAt(inflated, 0, littleEndian);
    }
    if (element.type !== matrixType) throw new RangeError(`element of type ${element.type} is not an array`);
    const found = matrix(element.data, littleEndian);
    if (found) yield found;
  }
}

/** Reads every numeric array. Throws InputError naming `path` if it isn't such a file or ends early. */
export function decodeMat5(bytes: Buffer, path: string): Map<string, MatArray> {
  // The mark is "MI" as a number: its bytes tell the order of all others.
  const mark = bytes.toString("latin1", 126, headerBytes);
  if (mark !== "IM" && mark !== "MI") {
    const found = fileKind(bytes) ?? `${bytes.length} bytes`;
    throw new InputError(
      `${path}: not a MATLAB v5 file (${found}); expected version 5 or 7.3, as save(..., "-v7") or "-v7.3" writes it`,
    );
  }
  try {
    return new Map(matrices(bytes, mark === "IM"));
  } catch (error) {
    throw new InputError(
      `${path}: damaged MATLAB v5 file of ${bytes.length} bytes (${oneLine(error)}); expected whole numeric arrays`,
    );
  }
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
