/** All parameters of a task's readouts live in one flat vector; this cuts it into the tensors the program computes with. */

import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import * as op from "../program/operations.ts";
import type { Shape, Tensor } from "../program/tensor.ts";
import type { ReadoutConfig } from "./config.ts";
import { type ParameterFacts, type ParameterValues, parameterFacts } from "./parameters.ts";

/** A readout's parameters by name. */
export type ParameterTensors = Readonly<Record<string, Tensor>>;

export interface ParameterPlace {
  /** Index of the readout within its task; null for what belongs to the task's loss. */
  readonly readout: number | null;
  readonly name: string;
  readonly shape: Shape;
  /** First entry in the flat vector. */
  readonly offset: number;
}

export interface ParameterLayout {
  readonly places: readonly ParameterPlace[];
  readonly length: number;
}

/** Readouts in order, then `extra` tensors of the loss. */
export function parameterLayout(
  configs: readonly ReadoutConfig[],
  extra: readonly Pick<ParameterFacts, "name" | "shape">[] = [],
): ParameterLayout {
  const places: ParameterPlace[] = [];
  let offset = 0;
  const put = (readout: number | null, { name, shape }: Pick<ParameterFacts, "name" | "shape">): void => {
    places.push({ readout, name, shape, offset });
    offset += elementCount(shape);
  };
  configs.forEach((config, readout) => {
    for (const facts of parameterFacts(config)) put(readout, facts);
  });
  for (const facts of extra) put(null, facts);
  return { places, length: offset };
}

/** One tensor a place, cut out of `flat [length]`. */
export function cutParameters(flat: Tensor, { places }: ParameterLayout): Tensor[] {
  return places.map(({ offset, shape }) => op.reshape(op.slice(flat, 0, offset, elementCount(shape)), shape));
}

/** The tensors of one readout (or, with null, of the loss) by name. */
export function tensorsOf(
  readout: number | null,
  { places }: ParameterLayout,
  tensors: readonly Tensor[],
): ParameterTensors {
  return Object.fromEntries(
    places.flatMap((place, index) => (place.readout === readout ? [[place.name, tensors[index]]] : [])),
  );
}

/** @throws InputError where parameters are missing or have another shape than the readouts need. */
export function flatParameters(
  values: readonly ParameterValues[],
  { places, length }: ParameterLayout,
  readouts: number,
): Float32Array {
  const flat = new Float32Array(length);
  for (const { readout, name, shape, offset } of places) {
    const found = values[readout ?? readouts]?.get(name);
    if (found?.data.length !== elementCount(shape)) {
      throw new InputError(
        `parameter ${name}: ${found ? `${found.data.length} values` : "missing"}, expected [${shape.join(", ")}]`,
      );
    }
    flat.set(found.data, offset);
  }
  return flat;
}
