import type { InputError } from "../files/input-error.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { PickledDict, PickledList, PickledSet, PickledTuple, typeName, type Value } from "./values.ts";

/** What operations do to the machine that runs them. */
export interface Machine {
  readonly cursor: ByteCursor;
  error(problem: string): InputError;
  refused(name: string): InputError;
  push(value: Value): void;
  pop(): Value;
  top(): Value;
  mark(): void;
  popMark(): Value[];
  remember(index: number): void;
  rememberNext(): void;
  recall(index: number): void;
  pushGlobal(module: string, name: string): void;
  call(callee: Value, args: readonly Value[] | undefined): void;
  build(): void;
  persistent(): void;
}

type Operation = (machine: Machine) => void;

export const STOP = 0x2e;

const newestProtocol = 5;

/** torch's magic number takes 10. */
const mostIntegerBytes = 1024;

const mostNameBytes = 1024;

const u8: Reader = ({ cursor }) => cursor.byte();
const u16: Reader = ({ cursor }) => cursor.take(2).readUInt16LE();
const u32: Reader = ({ cursor }) => cursor.take(4).readUInt32LE();
const i32: Reader = ({ cursor }) => cursor.take(4).readInt32LE();
/** Beyond 2^53 not exact, and beyond every limit. */
const u64: Reader = ({ cursor }) => Number(cursor.take(8).readBigUInt64LE());

type Reader = (machine: Machine) => number;

function protocol(machine: Machine): void {
  const version = u8(machine);
  if (version > newestProtocol)
    throw machine.error(`protocol ${version}; expected at most ${newestProtocol}`);
}

/** Two's complement, the lowest byte first. */
function integer(length: Reader): Operation {
  return (machine) => {
    const bytes = length(machine);
    if (bytes < 0 || bytes > mostIntegerBytes) {
      throw machine.error(`an integer of ${bytes} bytes; expected at most ${mostIntegerBytes}`);
    }
    const hex = Buffer.from(machine.cursor.take(bytes)).reverse().toString("hex");
    const value = BigInt.asIntN(8 * bytes, BigInt(`0x${hex || "0"}`));
    const small = Number(value);
    machine.push(Number.isSafeInteger(small) ? small : value);
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function text(length: Reader): Operation {
  return (machine) => {
    const bytes = machine.cursor.take(length(machine));
    try {
      machine.push(utf8.decode(bytes));
    } catch {
      throw machine.error("a text that is not UTF-8");
    }
  };
}

/** A text of Python 2, in whatever encoding it was; torch takes it for UTF-8. */
function oldText(length: Reader): Operation {
  return (machine) => {
    const bytes = length(machine);
    if (bytes < 0) throw machine.error(`a text of ${bytes} bytes`);
    machine.push(machine.cursor.take(bytes).toString("utf8"));
  };
}

function bytes(length: Reader): Operation {
  return (machine) => machine.push(new Uint8Array(machine.cursor.take(length(machine))));
}

function append(machine: Machine, values: readonly Value[]): void {
  const target = machine.top();
  if (!(target instanceof PickledList)) throw machine.refused(`values appended to a ${typeName(target)}`);
  for (const value of values) target.items.push(value);
}

function setItems(machine: Machine, values: readonly Value[]): void {
  const target = machine.top();
  if (!(target instanceof PickledDict)) throw machine.refused(`entries set in a ${typeName(target)}`);
  if (values.length % 2 !== 0) throw machine.error("sets a key without a value");
  for (let at = 0; at < values.length; at += 2) target.entries.set(values[at], values[at + 1]);
}

function addItems(machine: Machine): void {
  const values = machine.popMark();
  const target = machine.top();
  if (!(target instanceof PickledSet)) throw machine.refused(`items added to a ${typeName(target)}`);
  for (const value of values) target.items.push(value);
}

function tupleOf(count: number): Operation {
  return (machine) => {
    const items = Array.from({ length: count }, () => machine.pop()).reverse();
    machine.push(new PickledTuple(items));
  };
}

function reduce(machine: Machine): void {
  const args = machine.pop();
  machine.call(machine.pop(), args instanceof PickledTuple ? args.items : undefined);
}

function stackGlobal(machine: Machine): void {
  const [name, module] = [machine.pop(), machine.pop()];
  if (typeof module !== "string" || typeof name !== "string") throw machine.error("a name that is no text");
  machine.pushGlobal(module, name);
}

/** A module's line and a name's line. */
function namedLines({ cursor }: Machine): [module: string, name: string] {
  return [cursor.line(mostNameBytes), cursor.line(mostNameBytes)];
}

const setOne: Operation = (machine) => {
  const [value, key] = [machine.pop(), machine.pop()];
  setItems(machine, [key, value]);
};

const appendOne: Operation = (machine) => {
  const value = machine.pop();
  append(machine, [value]);
};

/** Which call objects or name them in ways that no checkpoint of torch needs; refused with what they name. */
const refusedOperations: readonly (readonly [
  name: string,
  code: number,
  what: (machine: Machine) => string,
])[] = [
  ["PERSID", 0x50, ({ cursor }) => `the persistent id "${cursor.line(mostNameBytes)}"`],
  ["INST", 0x69, (machine) => `${namedLines(machine).join(".")}`],
  ["OBJ", 0x6f, () => "an object of a class on the stack"],
  ["EXT1", 0x82, (machine) => `extension code ${u8(machine)}`],
  ["EXT2", 0x83, (machine) => `extension code ${u16(machine)}`],
  ["EXT4", 0x84, (machine) => `extension code ${i32(machine)}`],
  ["NEWOBJ_EX", 0x92, () => "an object with named arguments"],
  ["NEXT_BUFFER", 0x97, () => "a buffer outside of the file"],
  ["READONLY_BUFFER", 0x98, () => "a buffer outside of the file"],
];

const named: readonly (readonly [name: string, code: number, operation: Operation])[] = [
  ["MARK", 0x28, (machine) => machine.mark()],
  ["EMPTY_TUPLE", 0x29, (machine) => machine.push(new PickledTuple([]))],
  ["POP", 0x30, (machine) => void machine.pop()],
  ["POP_MARK", 0x31, (machine) => void machine.popMark()],
  ["BINBYTES", 0x42, bytes(u32)],
  ["SHORT_BINBYTES", 0x43, bytes(u8)],
  ["BINFLOAT", 0x47, (machine) => machine.push(machine.cursor.take(8).readDoubleBE())],
  ["BININT", 0x4a, (machine) => machine.push(i32(machine))],
  ["BININT1", 0x4b, (machine) => machine.push(u8(machine))],
  ["BININT2", 0x4d, (machine) => machine.push(u16(machine))],
  ["NONE", 0x4e, (machine) => machine.push(null)],
  ["BINPERSID", 0x51, (machine) => machine.persistent()],
  ["REDUCE", 0x52, reduce],
  ["BINSTRING", 0x54, oldText(i32)],
  ["SHORT_BINSTRING", 0x55, oldText(u8)],
  ["BINUNICODE", 0x58, text(u32)],
  ["EMPTY_LIST", 0x5d, (machine) => machine.push(new PickledList())],
  ["APPEND", 0x61, appendOne],
  ["BUILD", 0x62, (machine) => machine.build()],
  ["GLOBAL", 0x63, (machine) => machine.pushGlobal(...namedLines(machine))],
  ["APPENDS", 0x65, (machine) => append(machine, machine.popMark())],
  ["BINGET", 0x68, (machine) => machine.recall(u8(machine))],
  ["LONG_BINGET", 0x6a, (machine) => machine.recall(u32(machine))],
  ["BINPUT", 0x71, (machine) => machine.remember(u8(machine))],
  ["LONG_BINPUT", 0x72, (machine) => machine.remember(u32(machine))],
  ["SETITEM", 0x73, setOne],
  ["TUPLE", 0x74, (machine) => machine.push(new PickledTuple(machine.popMark()))],
  ["SETITEMS", 0x75, (machine) => setItems(machine, machine.popMark())],
  ["EMPTY_DICT", 0x7d, (machine) => machine.push(new PickledDict())],
  ["PROTO", 0x80, protocol],
  // NEWOBJ makes what a call makes: no class on the list tells the two apart.
  ["NEWOBJ", 0x81, reduce],
  ["TUPLE1", 0x85, tupleOf(1)],
  ["TUPLE2", 0x86, tupleOf(2)],
  ["TUPLE3", 0x87, tupleOf(3)],
  ["NEWTRUE", 0x88, (machine) => machine.push(true)],
  ["NEWFALSE", 0x89, (machine) => machine.push(false)],
  ["LONG1", 0x8a, integer(u8)],
  ["LONG4", 0x8b, integer(i32)],
  ["SHORT_BINUNICODE", 0x8c, text(u8)],
  ["BINUNICODE8", 0x8d, text(u64)],
  ["BINBYTES8", 0x8e, bytes(u64)],
  ["EMPTY_SET", 0x8f, (machine) => machine.push(new PickledSet())],
  ["ADDITEMS", 0x90, addItems],
  ["STACK_GLOBAL", 0x93, stackGlobal],
  ["MEMOIZE", 0x94, (machine) => machine.rememberNext()],
  // Frames tell a reader how far to read ahead.
  ["FRAME", 0x95, (machine) => void machine.cursor.take(8)],
  ["BYTEARRAY8", 0x96, bytes(u64)],
];

/** By code. What only protocols 0 and 1 have, which torch never wrote, is no operation here. */
export const operations: readonly (Operation | undefined)[] = tabulate();

function tabulate(): (Operation | undefined)[] {
  const table: (Operation | undefined)[] = Array.from({ length: 256 });
  for (const [, code, operation] of named) table[code] = operation;
  for (const [name, code, what] of refusedOperations) {
    table[code] = (machine) => {
      throw machine.refused(`${what(machine)} (${name})`);
    };
  }
  return table;
}
