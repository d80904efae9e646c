import { setTimeout } from "node:timers/promises";

/** So much is being done that another piece is not even begun. */
export class TooManyWait extends Error {
  override readonly name = "TooManyWait";
}

/**
 * Work that holds up the whole process, piece after piece: after each it rests for as long as the piece took, so that others
 * have at least half of the time.
 */
export class InTurn {
  readonly #mostWaiting: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws TooManyWait where as many pieces wait already */
  do<Made>(make: () => Promise<Made>): Promise<Made> {
    if (this.#waiting >= this.#mostWaiting) {
      throw new TooManyWait(`${this.#waiting} previews wait to be drawn; try again in a few seconds`);
    }
    this.#waiting += 1;
    let tookMs = 0;
    const made = this.#last.then(async () => {
      const start = performance.now();
      try {
        return await make();
      } finally {
        this.#waiting -= 1;
        tookMs = performance.now() - start;
      }
    });
    const rest = () => setTimeout(tookMs);
    this.#last = made.then(rest, rest);
    return made;
  }
}
