/** Reverse-mode differentiation: the backward pass as more tensors of the same program. */

import { elementCount } from "../math/element-count.ts";
import { Cotangents, type Seed } from "./cotangents.ts";
import * as op from "./operations.ts";
import { pullBack } from "./pull-back.ts";
import { inOrder, type Operation, type Tensor } from "./tensor.ts";

/**
 * Gradients of sum over seeds of <tensor, cotangent> with respect to each of `parameters`, in their order. A parameter
 * that no seed depends on gets zeros.
 */
export function gradients(seeds: readonly Seed[], parameters: readonly Tensor[]): Tensor[] {
  const order = inOrder(seeds.map((seed) => seed.tensor));
  const active = dependents(order, parameters);
  const cotangents = new Cotangents(active);
  for (const seed of seeds) cotangents.contribute(seed.tensor, seed.cotangent);
  for (const tensor of order.toReversed()) {
    if (!active.has(tensor) || parameters.includes(tensor)) continue;
    if (tensor.operation.kind === "map") {
      pullThroughMap(tensor, cotangents);
      continue;
    }
    const cotangent = cotangents.take(tensor);
    if (!cotangent) continue;
    if (tensor.operation.kind === "result") cotangents.keepForMap(tensor, cotangent);
    else pullBack(tensor, cotangent, cotangents);
  }
  return parameters.map((parameter) => cotangents.take(parameter) ?? op.filled(parameter.shape, 0));
}

/** The tensors that depend on one of `parameters`, these included. */
function dependents(order: readonly Tensor[], parameters: readonly Tensor[]): Set<Tensor> {
  const active = new Set(parameters);
  for (const tensor of order) {
    if (tensor.dataType === "float32" && tensor.inputs.some((input) => active.has(input))) active.add(tensor);
  }
  return active;
}

/** The gradient of a map is a map over the same pieces that computes each piece again and goes back through it. */
function pullThroughMap(loop: Tensor, to: Cotangents): void {
  const seeds = to.takeResults(loop);
  if (seeds.length === 0 || loop.operation.kind !== "map") return;
  const { body } = loop.operation;
  const slicedInputs = loop.inputs.slice(0, body.sliced.length);
  const sharedInputs = loop.inputs.slice(body.sliced.length);
  const inner = seeds.map(({ tensor, cotangent }) => innerSeed(body, tensor, cotangent));
  const stacked = inner.filter(({ group }) => group === "stacked");
  const summed = inner.filter(({ group }) => group === "summed");
  const activeSliced = body.sliced.filter((_, index) => to.wants(slicedInputs[index]));
  const activeShared = body.shared.filter((_, index) => to.wants(sharedInputs[index]));
  const derived = gradients(
    inner.map(({ seed }) => seed),
    [...activeSliced, ...activeShared],
  );
  const backward = op.mapOf(
    {
      count: body.count,
      sliced: [...body.sliced, ...stacked.map(({ seed }) => seed.cotangent)],
      shared: [...body.shared, ...summed.map(({ seed }) => seed.cotangent)],
      stacked: derived.slice(0, activeSliced.length),
      summed: derived.slice(activeSliced.length),
    },
    [
      ...slicedInputs,
      ...stacked.map(({ outer }) => outer),
      ...sharedInputs,
      ...summed.map(({ outer }) => outer),
    ],
    loop,
  );
  const results = op.resultsOf(backward);
  const receive = (inputs: readonly Tensor[], terms: readonly Tensor[]): void => {
    inputs
      .filter((tensor) => to.wants(tensor))
      .forEach((tensor, index) => {
        to.contribute(tensor, terms[index]);
      });
  };
  receive(slicedInputs, results.stacked);
  receive(sharedInputs, results.summed);
}

function innerSeed(
  body: Extract<Operation, { kind: "map" }>["body"],
  result: Tensor,
  outer: Tensor,
): { group: "stacked" | "summed"; seed: Seed; outer: Tensor } {
  const { group, index } = result.operation as Extract<Operation, { kind: "result" }>;
  const tensor = body[group][index];
  const cotangent = op.input("cotangent", tensor.shape);
  if (group === "stacked" && elementCount(outer.shape) !== body.count * elementCount(tensor.shape)) {
    throw new Error(`cotangent ${outer.shape} of a stacked result ${tensor.shape}`);
  }
  return { group, seed: { tensor, cotangent }, outer };
}
