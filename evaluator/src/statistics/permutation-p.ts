import { mulberry32 } from "./mulberry32.ts";

/** All orders are counted up to these many pairs: 362,880 of nine. */
const mostEnumerated = 9;
const randomOrders = 99_999;
/** The least that they can show, this order among them: the true p may be smaller. */
const leastOfRandom = 1 / (randomOrders + 1);

export interface PermutationP {
  readonly p: number;
  /** Is p only a bound, the least that random orders can show? */
  readonly isBound: boolean;
}

/**
 * Two-sided p value of a rank correlation: the share of orders of `y` whose product with `x` is at least as far from its mean.
 * All orders for up to nine pairs; beyond, random ones, this order among them, so that p is never 0.
 *
 * @param x average ranks, as `y` `[n]`
 */
export function permutationP(x: readonly number[], y: readonly number[]): PermutationP {
  // Twice a rank less its mean is a whole number: sums of products are exact, and ties are ties.
  const whole = (ranks: readonly number[]) => Int32Array.from(ranks, (rank) => 2 * rank - (ranks.length + 1));
  const [a, b] = [whole(x), whole(y)];
  if (a.length <= mostEnumerated) return { p: shareOfAll(a, b), isBound: false };
  const p = shareOfRandom(a, b);
  return { p, isBound: p <= leastOfRandom };
}

function productOf(a: Int32Array, b: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return sum;
}

/** Heap's algorithm: every order from the one before by one swap, which changes two products. */
function shareOfAll(a: Int32Array, given: Int32Array): number {
  const b = given.slice();
  const found = Math.abs(productOf(a, b));
  const counters = new Uint8Array(b.length);
  let product = productOf(a, b);
  let [orders, asFar] = [1, 1];
  for (let place = 1; place < b.length; ) {
    const count = counters[place] ?? 0;
    if (count >= place) {
      counters[place++] = 0;
      continue;
    }
    const other = place % 2 === 0 ? 0 : count;
    const [first, second] = [b[other] ?? Number.NaN, b[place] ?? Number.NaN];
    product += ((a[other] ?? Number.NaN) - (a[place] ?? Number.NaN)) * (second - first);
    b[other] = second;
    b[place] = first;
    orders++;
    if (Math.abs(product) >= found) asFar++;
    counters[place] = count + 1;
    place = 1;
  }
  return asFar / orders;
}

function shareOfRandom(a: Int32Array, given: Int32Array): number {
  const b = given.slice();
  const found = Math.abs(productOf(a, b));
  const random = mulberry32(b.length);
  let asFar = 1;
  for (let order = 0; order < randomOrders; order++) {
    for (let last = b.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      const moved = b[last] ?? Number.NaN;
      b[last] = b[other] ?? Number.NaN;
      b[other] = moved;
    }
    if (Math.abs(productOf(a, b)) >= found) asFar++;
  }
  return asFar * leastOfRandom;
}
