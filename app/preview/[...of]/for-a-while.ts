import { WithinBytes } from "#db/read/within-bytes.ts";

interface Made<Value> {
  readonly value: Value;
  readonly untilMs: number;
}

/**
 * What may be a little old: made at the first asking and given out for a time, whatever changes meanwhile. Who shows links
 * keeps their pictures for days anyway.
 */
export class ForAWhile<Value> {
  readonly #made: WithinBytes<Made<Value>>;
  readonly #lastsMs: number;
  readonly #now: () => number;

  constructor(limitBytes: number, lastsMs: number, now: () => number = () => performance.now()) {
    this.#made = new WithinBytes(limitBytes);
    this.#lastsMs = lastsMs;
    this.#now = now;
  }

  /** @param make null: there is nothing, which is asked for again each time */
  async give(
    name: string,
    make: () => Promise<Value | null>,
    bytesOf: (value: Value) => number,
  ): Promise<Value | null> {
    const known = this.#made.get(name);
    if (known && this.#now() < known.untilMs) return known.value;
    const value = await make();
    if (value === null) this.#made.delete(name);
    else
      this.#made.set(name, { value, untilMs: this.#now() + this.#lastsMs }, bytesOf(value) + 2 * name.length);
    return value;
  }
}
