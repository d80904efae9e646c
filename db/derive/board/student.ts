import studentCdf from "@stdlib/stats-base-dists-t-cdf";

/** Quantile of Student's t, by bisection of its distribution function. @param probability above 0 and below 1 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degreesOfFreedom);
  let low = 0;
  let high = 1e6;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return high;
}

const quantiles = new Map<string, Float64Array>();

/** The middles of `count` equally likely parts of the distribution, in ascending order. */
function studentQuantiles(degreesOfFreedom: number, count: number): Float64Array {
  const name = `${degreesOfFreedom} ${count}`;
  const known = quantiles.get(name);
  if (known) return known;
  const made = Float64Array.from({ length: count }, (_, part) =>
    studentQuantile((part + 0.5) / count, degreesOfFreedom),
  );
  quantiles.set(name, made);
  return made;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return hash >>> 0;
}

/** Numbers in [0, 1) from a state of 32 bits (mulberry32). */
function* uniform(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/**
 * Draws of Student's t, one of each of `count` equally likely parts, so that few are enough; shuffled in an order of the
 * name's own, so that draws of two names are independent and those of one name always the same.
 */
export function studentDraws(degreesOfFreedom: number, count: number, name: string): Float64Array {
  const draws = studentQuantiles(degreesOfFreedom, count).slice();
  const random = uniform(hashOf(name));
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.next().value * (last + 1));
    const moved = draws[last] ?? Number.NaN;
    draws[last] = draws[other] ?? Number.NaN;
    draws[other] = moved;
  }
  return draws;
}
