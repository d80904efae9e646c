/** Numbers in [0, 1) that are the same in every run. */
export function* numbers(seed: number): Generator<number, never> {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}
