/**
 * What a pickled checkpoint may hold, as inert data: nothing here has behaviour of the file's choosing. Python's hash tables
 * become maps, so that no key of the file becomes a property name.
 */

/** The dtype names of safetensors that torch's typed storages have. */
export type StorageDtype = "F32" | "F16" | "BF16" | "F64" | "I64" | "I32" | "I16" | "I8" | "U8" | "BOOL";

export const bytesPerElement: Readonly<Record<StorageDtype, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  F64: 8,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export type Plain = string | number | bigint | boolean | null | Uint8Array;

export type Value =
  | Plain
  | PickledList
  | PickledTuple
  | PickledSet
  | PickledDict
  | Opaque
  | Global
  | Storage
  | Tensor;

export class PickledList {
  readonly items: Value[] = [];
}

export class PickledTuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

export class PickledSet {
  readonly items: Value[] = [];
}

export class PickledDict {
  /** Keys that are objects are told apart by identity: only texts and numbers can name tensors. */
  readonly entries = new Map<Value, Value>();
}

/** A value of an allowed class that no state dict needs: its content was passed over. */
export class Opaque {
  readonly className: string;

  constructor(className: string) {
    this.className = className;
  }
}

/** An allowed name that stands on the stack, before it is used. */
export class Global {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A storage as the pickle announces it; where its bytes lie, the container says. */
export class Storage {
  readonly key: string;
  readonly dtype: StorageDtype;
  readonly elements: number;

  constructor(key: string, dtype: StorageDtype, elements: number) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
  }
}

/** A view of a storage, every element of which lies inside; offset and strides in elements. */
export class Tensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly dims: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: Storage, offset: number, dims: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.dims = dims;
    this.strides = strides;
  }
}

/** What a value is, in Python's words, for errors. */
export function typeName(value: Value): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, string | number | bigint | boolean | null>): string {
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof PickledList) return "list";
  if (value instanceof PickledTuple) return "tuple";
  if (value instanceof PickledSet) return "set";
  if (value instanceof PickledDict) return "dict";
  if (value instanceof Tensor) return "tensor";
  if (value instanceof Storage) return "storage";
  return value instanceof Opaque ? value.className : `name ${value.name}`;
}
