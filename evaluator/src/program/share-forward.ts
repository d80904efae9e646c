/**
 * The gradient of a map computes each piece's forward values again. Where it does not depend on the map's own results
 * (a loss whose cotangent is a constant), one loop can serve both: this rewrite takes the results from the gradient's
 * loop, and the forward loop is never run.
 */
import * as op from "./operations.ts";
import { inOrder, type MapBody, type ResultGroup, type Tensor } from "./tensor.ts";

export function shareForward(outputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const order = inOrder(Object.values(outputs));
  const backwardOf = new Map<Tensor, Tensor>();
  for (const tensor of order) {
    if (tensor.operation.kind !== "map" || !tensor.operation.forward) continue;
    const { forward } = tensor.operation;
    if (order.includes(forward) && !inOrder([tensor]).includes(forward)) backwardOf.set(forward, tensor);
  }
  if (backwardOf.size === 0) return { ...outputs };
  const rewritten = new Map<Tensor, Tensor>();
  const rewrite = (tensor: Tensor): Tensor => {
    const known = rewritten.get(tensor);
    if (known) return known;
    const result = redirect(tensor, backwardOf, rewrite);
    rewritten.set(tensor, result);
    return result;
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, rewrite(tensor)]));
}

function redirect(
  tensor: Tensor,
  backwardOf: ReadonlyMap<Tensor, Tensor>,
  rewrite: (tensor: Tensor) => Tensor,
): Tensor {
  const { operation } = tensor;
  if (operation.kind === "result") {
    const backward = backwardOf.get(tensor.inputs[0]);
    if (!backward) return copyWith(tensor, tensor.inputs.map(rewrite));
    const { group, index } = operation;
    return op.resultsOf(rewrite(backward))[group][ownResults(backward, group) + index];
  }
  if (operation.kind === "map" && operation.forward && backwardOf.get(operation.forward) === tensor) {
    return op.mapOf(withForward(operation.body, operation.forward), tensor.inputs.map(rewrite));
  }
  return copyWith(tensor, tensor.inputs.map(rewrite));
}

function copyWith(tensor: Tensor, inputs: readonly Tensor[]): Tensor {
  return inputs.every((input, index) => input === tensor.inputs[index]) ? tensor : { ...tensor, inputs };
}

function ownResults(loop: Tensor, group: ResultGroup): number {
  return loop.operation.kind === "map" ? loop.operation.body[group].length : 0;
}

function withForward(body: MapBody, forward: Tensor): MapBody {
  if (forward.operation.kind !== "map")
    throw new Error(`forward is a ${forward.operation.kind}, expected map`);
  return {
    ...body,
    stacked: [...body.stacked, ...forward.operation.body.stacked],
    summed: [...body.summed, ...forward.operation.body.summed],
  };
}
