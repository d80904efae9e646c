import { numbers } from "../made-up-numbers.ts";

/** Choices that are the same in every run of a seed. */
export class Dice {
  readonly #numbers: Generator<number, never>;

  constructor(seed: number) {
    this.#numbers = numbers(seed);
    // Seeds that follow each other begin alike.
    for (let each = 0; each < 8; each += 1) this.#numbers.next();
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.#numbers.next().value * count);
  }

  chance(share: number): boolean {
    return this.#numbers.next().value < share;
  }

  of<Choice>(choices: readonly Choice[]): Choice {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }

  /** None up to `most` of what `make` gives. */
  some<Made>(most: number, make: () => Made): Made[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const placed = items.map((item) => ({ item, place: this.below(1e9) }));
    return placed.sort((a, b) => a.place - b.place).map(({ item }) => item);
  }
}
