/** For tests: what a piece of work gives in the end. */
export function finished<Made>(pieces: Generator<void, Made>): Made {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}
