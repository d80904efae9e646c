import { numbers } from "../made-up-numbers.ts";

/** Choices that are the same for the same seed. */
export class Draw {
  readonly #numbers: Generator<number, never>;

  constructor(seed: number) {
    this.#numbers = numbers(seed);
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.#numbers.next().value * end);
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to draw from");
    return item;
  }

  /** True once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0;
  }
}
