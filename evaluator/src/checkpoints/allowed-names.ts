import type { InputError } from "../files/input-error.ts";
import {
  Opaque,
  PickledDict,
  PickledList,
  PickledSet,
  PickledTuple,
  Storage,
  type StorageDtype,
  Tensor,
  type Value,
} from "./values.ts";

/** What a call may ask of the machine that makes it. */
export interface CallContext {
  error(problem: string): InputError;
  /** Counts work that one operation does on many values, so that a short file cannot ask for endless work. */
  spend(steps: number): void;
}

type Call = (args: readonly Value[], context: CallContext) => Value;

/** torch's storage types that can stand in a persistent id. */
export const storageDtypes: ReadonlyMap<string, StorageDtype> = new Map([
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.DoubleStorage", "F64"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ShortStorage", "I16"],
  ["torch.CharStorage", "I8"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
  ["torch.UntypedStorage", "U8"],
  ["torch.storage.UntypedStorage", "U8"],
]);

/** Names that stand for themselves: torch's dtypes, in settings beside a state dict. */
const constants = [
  "bfloat16",
  "float16",
  "float32",
  "float64",
  "bool",
  "uint8",
  "int8",
  "int16",
  "int32",
  "int64",
];

/**
 * Classes whose values are passed over: settings and scores that training code keeps beside its state dict. MAE and DINO
 * store their command line (argparse.Namespace), others a best score as NumPy computed it.
 */
const opaqueClasses = [
  "argparse.Namespace",
  "numpy.dtype",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "torch.device",
];

/** Everything that can be called, and all that it does. */
const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["collections.OrderedDict", orderedDict],
  ["builtins.set", set],
  ["__builtin__.set", set],
  ["_codecs.encode", encode],
  ["torch.Size", torchSize],
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", rebuildParameter],
  ["torch._utils._rebuild_parameter_with_state", rebuildParameter],
  ...opaqueClasses.map((name): [string, Call] => [name, () => new Opaque(name)]),
]);

const names: ReadonlySet<string> = new Set([
  ...calls.keys(),
  ...storageDtypes.keys(),
  ...constants.map((name) => `torch.${name}`),
]);

export const isAllowed = (name: string): boolean => names.has(name);

export const callOf = (name: string): Call | undefined => calls.get(name);

const torchMostDims = 64;

function orderedDict(args: readonly Value[], { error, spend }: CallContext): Value {
  const made = new PickledDict();
  const [pairs] = args;
  if (args.length === 0) return made;
  if (!(pairs instanceof PickledList) || args.length > 1) throw error("OrderedDict of no list of pairs");
  spend(pairs.items.length);
  for (const pair of pairs.items) {
    const items = pair instanceof PickledList || pair instanceof PickledTuple ? pair.items : [];
    if (items.length !== 2) throw error("OrderedDict of an entry that is no pair");
    made.entries.set(items[0], items[1]);
  }
  return made;
}

function set(args: readonly Value[], { error, spend }: CallContext): Value {
  const made = new PickledSet();
  const [items] = args;
  if (args.length === 0) return made;
  if (!(items instanceof PickledList) || args.length > 1) throw error("set of no list");
  spend(items.items.length);
  for (const item of items.items) made.items.push(item);
  return made;
}

/** How protocol 2 writes bytes: as text of one character a byte. */
function encode([text, encoding]: readonly Value[], { error, spend }: CallContext): Value {
  if (typeof text !== "string" || encoding !== "latin1") throw error("_codecs.encode of no latin1 text");
  spend(text.length);
  return new Uint8Array(Buffer.from(text, "latin1"));
}

function torchSize([size]: readonly Value[], { error }: CallContext): Value {
  if (!(size instanceof PickledTuple)) throw error("torch.Size of no tuple");
  return size;
}

/** torch's arguments: storage, offset, size, stride; then requires_grad, hooks, and flags of complex numbers. */
function rebuildTensor(args: readonly Value[], { error }: CallContext): Value {
  const [storage, offset, size, stride, , , flags] = args;
  if (!(storage instanceof Storage)) throw error("a tensor of no storage");
  const isCount = (value: Value | undefined): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  const items = (value: Value | undefined) => (value instanceof PickledTuple ? value.items : []);
  const [dims, strides] = [items(size), items(stride)];
  if (dims.length !== strides.length || dims.length > torchMostDims) {
    const found = `${dims.length} sizes and ${strides.length} strides`;
    throw error(`a tensor of ${found}; expected as many, at most ${torchMostDims}`);
  }
  if (!isCount(offset) || !dims.every(isCount) || !strides.every(isCount)) {
    throw error("a tensor whose offset, size or stride is no whole number of at least 0");
  }
  if (flags instanceof PickledDict && flags.entries.size > 0) {
    throw error("a tensor with flags (conjugate or negative view); expected none");
  }
  requireInside(storage, offset, dims, strides, error);
  return new Tensor(storage, offset, dims, strides);
}

function requireInside(
  { key, elements }: Storage,
  offset: number,
  dims: readonly number[],
  strides: readonly number[],
  error: CallContext["error"],
): void {
  const isEmpty = dims.includes(0);
  const last = dims.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], offset);
  // Of an empty tensor too: readers of the file multiply its sizes.
  const count = dims.reduce((product, size) => product * Math.max(size, 1), 1);
  if ((isEmpty || last < elements) && Number.isSafeInteger(count * 8)) return;
  throw error(
    `a tensor [${dims}] of strides [${strides}] from element ${offset} of storage ${key}; expected all inside its ${elements} elements`,
  );
}

function rebuildParameter([data]: readonly Value[], { error }: CallContext): Value {
  if (!(data instanceof Tensor)) throw error("a parameter of no tensor");
  return data;
}
