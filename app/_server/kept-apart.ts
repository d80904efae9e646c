import { WithinBytes } from "#db/read/within-bytes.ts";

/**
 * Whether something is at an address because it is there, or because somebody asked for it so: as many views, choices and
 * addresses of nothing can be made up as anybody likes.
 */
export type KeptFor = "what is here" | "what is asked";

/**
 * Values by name within a number of bytes, a quarter of it for what is asked: of that the one asked for longest ago is
 * forgotten first, and nothing that everybody reads for its sake.
 */
export class KeptApart<Value> {
  readonly #parts: Readonly<Record<KeptFor, WithinBytes<Value>>>;

  constructor(limitBytes: number) {
    this.#parts = {
      "what is here": new WithinBytes(0.75 * limitBytes),
      "what is asked": new WithinBytes(0.25 * limitBytes),
    };
  }

  get bytes(): number {
    return this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get #all(): readonly WithinBytes<Value>[] {
    return Object.values(this.#parts);
  }

  get(name: string): Value | undefined {
    return this.#parts["what is here"].get(name) ?? this.#parts["what is asked"].get(name);
  }

  set(name: string, value: Value, bytes: number, keptFor: KeptFor): void {
    this.delete(name);
    this.#parts[keptFor].set(name, value, bytes);
  }

  delete(name: string): void {
    for (const part of this.#all) part.delete(name);
  }

  clear(): void {
    for (const part of this.#all) part.clear();
  }

  /** Forgets all of which this does not hold. */
  keepOnly(isKept: (value: Value) => boolean): void {
    for (const part of this.#all) part.keepOnly(isKept);
  }
}
