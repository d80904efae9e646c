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

  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const drawn = items.map((item) => ({ item, place: this.below(1e9) }));
    return drawn.sort((a, b) => a.place - b.place).map(({ item }) => item);
  }

  /** True once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0;
  }
}
