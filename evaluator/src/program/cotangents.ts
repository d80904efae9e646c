import * as op from "./operations.ts";
import { type Operation, sameShape, type Tensor } from "./tensor.ts";

/** A tensor and what the loss's derivative with respect to it is. */
export interface Seed {
  readonly tensor: Tensor;
  readonly cotangent: Tensor;
}

/** Collects the contributions to each tensor's cotangent. */
export class Cotangents {
  readonly #active: ReadonlySet<Tensor>;
  readonly #terms = new Map<Tensor, Tensor[]>();
  readonly #resultsOfMap = new Map<Tensor, Seed[]>();

  constructor(active: ReadonlySet<Tensor>) {
    this.#active = active;
  }

  wants(tensor: Tensor): boolean {
    return this.#active.has(tensor);
  }

  contribute(tensor: Tensor, term: Tensor): void {
    if (!this.wants(tensor)) return;
    if (!sameShape(tensor.shape, term.shape)) {
      throw new Error(`gradient of ${tensor.operation.kind}: shape ${term.shape}, expected ${tensor.shape}`);
    }
    const terms = this.#terms.get(tensor);
    if (terms) terms.push(term);
    else this.#terms.set(tensor, [term]);
  }

  take(tensor: Tensor): Tensor | null {
    const terms = this.#terms.get(tensor);
    return terms ? total(terms) : null;
  }

  keepForMap(result: Tensor, cotangent: Tensor): void {
    const [loop] = result.inputs;
    this.#resultsOfMap.set(loop, [...(this.#resultsOfMap.get(loop) ?? []), { tensor: result, cotangent }]);
  }

  takeResults(loop: Tensor): readonly Seed[] {
    return this.#resultsOfMap.get(loop) ?? [];
  }
}

/** Sum of all terms. Deposits into zeros go on top of the other terms, which spares them a buffer of zeros. */
function total(terms: readonly Tensor[]): Tensor {
  const deposits = terms.filter(({ operation }) => operation.kind === "deposit");
  const others = terms.filter(({ operation }) => operation.kind !== "deposit");
  if (others.length === 0) others.push(deposits.shift() as Tensor);
  return deposits.reduce(
    (base, { operation, inputs }) =>
      op.deposit(base, inputs[1], inputs[2], (operation as Extract<Operation, { kind: "deposit" }>).axis),
    others.reduce((a, b) => op.add(a, b)),
  );
}
