import { readableLine } from "../contract/index.ts";
import { type CallContext, callOf, isAllowed } from "./allowed-names.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { type Machine, operations, STOP } from "./operations.ts";
import { Global, Opaque, PickledDict, typeName, type Value } from "./values.ts";

/** A training checkpoint of a ViT with its optimizer takes some 100,000 operations; an empty dictionary, 250 bytes. */
const mostSteps = 2 ** 21;

const mostNameCharacters = 200;

/** What stands for objects outside of the pickle: torch's storages. */
export type PersistentLoad = (id: Value, context: CallContext) => Value;

/**
 * A stack machine for Python's pickles, protocols 2 to 5, that builds inert values only. A name must be on the list
 * (`allowed-names.ts`), and calling it does what stands there: nothing is looked up, imported, called or evaluated.
 * Every operation is counted, and so is work on many values at once: time and memory grow with the file alone.
 *
 * Source of the format: CPython's pickletools.
 */
export class Unpickler implements CallContext, Machine {
  readonly cursor: ByteCursor;
  readonly #persistentLoad: PersistentLoad;
  readonly #stack: Value[] = [];
  /** Where on the stack the open marks stand. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Value>();
  #steps = 0;
  #operationStart = 0;

  constructor(cursor: ByteCursor, persistentLoad: PersistentLoad) {
    this.cursor = cursor;
    this.#persistentLoad = persistentLoad;
  }

  /** The next pickle; the cursor stands behind it. Throws InputError for anything that is not on the list. */
  load(): Value {
    for (;;) {
      this.#operationStart = this.cursor.offset;
      this.spend(1);
      const code = this.cursor.byte();
      if (code === STOP) return this.pop();
      const operation = operations[code];
      if (operation === undefined) throw this.error(`byte ${code}; expected an operation of a pickle`);
      operation(this);
    }
  }

  // Bound: they are handed on without the machine.
  readonly error = (problem: string) => this.cursor.error(problem, this.#operationStart);

  readonly spend = (steps: number): void => {
    this.#steps += steps;
    if (this.#steps > mostSteps) throw this.error(`more than ${mostSteps} operations; expected fewer`);
  };

  push(value: Value): void {
    this.#stack.push(value);
  }

  pop(): Value {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.error("takes a value from an empty stack");
    return this.#stack.pop() as Value;
  }

  top(): Value {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.error("needs a value on an empty stack");
    return this.#stack.at(-1) as Value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** The values above the last mark, taken from the stack with it. */
  popMark(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.error("takes values from a mark that is not there");
    return this.#stack.splice(mark);
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  /** Protocol 4 numbers what is remembered in order. */
  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.error(`recalls value ${index}, which was not stored`);
    this.push(value);
  }

  pushGlobal(module: string, name: string): void {
    const path = `${module}.${name}`;
    if (!isAllowed(path)) throw this.refused(path);
    this.push(new Global(path));
  }

  /** The error for what a checkpoint of tensors does not need, by its name. */
  refused(name: string) {
    const shown = readableLine(name.slice(0, mostNameCharacters));
    return this.error(`${shown}, which is not read; expected tensors, OrderedDict and plain values alone`);
  }

  call(callee: Value, args: readonly Value[] | undefined): void {
    if (!(callee instanceof Global)) throw this.refused(`a call of a ${typeName(callee)}`);
    const call = callOf(callee.name);
    if (call === undefined) throw this.refused(`a call of ${callee.name}`);
    if (args === undefined) throw this.error(`calls ${callee.name} without a tuple of arguments`);
    this.push(call(args, this));
  }

  /** State that Python would set on an object: what an OrderedDict or a value that is passed over has of it, no tensor needs. */
  build(): void {
    this.pop();
    const target = this.top();
    if (target instanceof PickledDict || target instanceof Opaque) return;
    throw this.refused(`a state (BUILD) of a ${typeName(target)}`);
  }

  persistent(): void {
    this.push(this.#persistentLoad(this.pop(), this));
  }
}
