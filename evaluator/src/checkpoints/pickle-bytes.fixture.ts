import { zipOf } from "../files/zip.fixture.ts";

/** Operations of a pickle, one a call, so that tests can write what no library writes. */

const bytes = (...parts: readonly (string | Uint8Array | number)[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === "string"
        ? Buffer.from(part, "latin1")
        : typeof part === "number"
          ? Buffer.of(part)
          : part,
    ),
  );

const u32 = (value: number): Buffer => {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(value);
  return field;
};

export const op = {
  protocol: bytes("\x80\x02"),
  stop: bytes("."),
  mark: bytes("("),
  global: (module: string, name: string) => bytes(`c${module}\n${name}\n`),
  text: (value: string) => bytes("X", u32(Buffer.byteLength(value)), Buffer.from(value)),
  integer: (value: number) => {
    const field = Buffer.alloc(9);
    field[0] = 8;
    field.writeBigInt64LE(BigInt(value), 1);
    return bytes("\x8a", field);
  },
  none: bytes("N"),
  dict: bytes("}"),
  list: bytes("]"),
  emptyTuple: bytes(")"),
  tuple: (...items: readonly Uint8Array[]) => bytes("(", ...items, "t"),
  setItem: bytes("s"),
  append: bytes("a"),
  appends: bytes("e"),
  reduce: bytes("R"),
  newObject: bytes("\x81"),
  build: bytes("b"),
  put: (index: number) => bytes("r", u32(index)),
  get: (index: number) => bytes("j", u32(index)),
  persistent: bytes("Q"),
};

export const pickle = (...operations: readonly Uint8Array[]): Buffer =>
  bytes(op.protocol, ...operations, op.stop);

/** The persistent id of a storage, loaded. */
export const storage = (key: string, elements: number, type = "FloatStorage"): Buffer =>
  bytes(
    op.tuple(
      op.text("storage"),
      op.global("torch", type),
      op.text(key),
      op.text("cpu"),
      op.integer(elements),
    ),
    op.persistent,
  );

const counts = (values: readonly number[]): Buffer => op.tuple(...values.map(op.integer));

/** A view of a storage. */
export const tensor = (
  stored: Uint8Array,
  offset: number,
  dims: readonly number[],
  strides: readonly number[],
): Buffer =>
  bytes(
    op.global("torch._utils", "_rebuild_tensor_v2"),
    op.tuple(stored, op.integer(offset), counts(dims), counts(strides), bytes("\x89"), op.none),
    op.reduce,
  );

/** A dictionary of texts. */
export const dict = (entries: Readonly<Record<string, Uint8Array>>): Buffer =>
  bytes(op.dict, ...Object.entries(entries).flatMap(([key, value]) => [op.text(key), value, op.setItem]));

/** A checkpoint in torch's zip format. */
export const checkpoint = (
  content: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): Buffer =>
  zipOf([
    ["archive/data.pkl", content],
    ["archive/byteorder", "little"],
    ...Object.entries(storages).map(([key, data]) => [`archive/data/${key}`, data] as const),
  ]);

export const joined = bytes;
