import { InputError } from "../files/input-error.ts";
import type { GraphNode } from "../onnx/index.ts";

/** What is known of a value of a graph before anything runs. */
export interface Known {
  readonly dims: readonly number[];
  /** Computed of stored numbers alone, whatever the image: a parameter, or a product of parameters. */
  readonly isFixed: boolean;
  /** Of short lists that shapes depend on; null: not known. */
  readonly values: readonly number[] | null;
  /** Are the values integers, which are divided without a rest? */
  readonly isWhole: boolean;
}

/** What an operator says of one of its outputs. */
export interface Inferred {
  readonly dims: readonly number[];
  readonly values?: readonly number[] | null;
  readonly isWhole?: boolean;
}

/** A node with what is known of its inputs. Whatever a shape needs and is not there is an InputError that names the node. */
export class OperatorCall {
  readonly node: GraphNode;
  readonly inputs: readonly (Known | null)[];

  constructor(node: GraphNode, inputs: readonly (Known | null)[]) {
    this.node = node;
    this.inputs = inputs;
  }

  /** Inputs that are there. */
  get given(): Known[] {
    return this.inputs.filter((input) => input !== null);
  }

  get isFixed(): boolean {
    return this.given.every(({ isFixed }) => isFixed);
  }

  input(index: number): Known {
    return this.inputs[index] ?? this.fail(`has no input ${index}`);
  }

  dims(index: number): readonly number[] {
    return this.input(index).dims;
  }

  /** The numbers of an input that decides a shape. */
  values(index: number): readonly number[] {
    const { values } = this.input(index);
    return values ?? this.fail(`depends on the values of ${this.node.inputs[index]}, which only a run gives`);
  }

  /** The numbers of an optional input, or of the attribute that older versions have in its place; null: neither. */
  option(index: number, attribute: string): readonly number[] | null {
    if (this.inputs[index]) return this.values(index);
    return this.numbers(attribute);
  }

  has(attribute: string): boolean {
    return this.node.attributes.has(attribute);
  }

  number(attribute: string, otherwise: number): number {
    return this.node.attributes.get(attribute)?.number ?? otherwise;
  }

  numbers(attribute: string): readonly number[] | null {
    return this.node.attributes.get(attribute)?.numbers ?? null;
  }

  text(attribute: string, otherwise: string): string {
    return this.node.attributes.get(attribute)?.text ?? otherwise;
  }

  /** An axis of an input, counted from the front. */
  axis(axis: number, rank = this.dims(0).length): number {
    const counted = axis < 0 ? axis + rank : axis;
    if (Number.isInteger(counted) && counted >= 0 && counted < Math.max(1, rank)) return counted;
    return this.fail(`has axis ${axis} of ${rank}`);
  }

  fail(problem: string): never {
    throw new InputError(`node ${this.node.name || this.node.outputs[0]} (${this.node.type}): ${problem}`);
  }
}

/** Sizes of what numpy's broadcasting of several shapes gives. */
export function broadcast(call: OperatorCall, shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = new Set(shapes.map((shape) => shape[axis - rank + shape.length] ?? 1));
    sizes.delete(1);
    if (sizes.size > 1) call.fail(`does not fit: ${shapes.map((shape) => `[${shape}]`).join(" and ")}`);
    return [...sizes][0] ?? 1;
  });
}
