import { InputError } from "../files/input-error.ts";

/** Something that may be missing on this machine; its cells are blocked, the others go on. */
export type Found<T> = { readonly value: T } | { readonly problem: string };

export async function attempt<T>(work: () => Promise<T>): Promise<Found<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

/** Runs work once for each distinct key. */
export class Once<T> {
  readonly #made = new Map<string, Promise<T>>();

  get(key: string, work: () => Promise<T>): Promise<T> {
    const made = this.#made.get(key) ?? work();
    this.#made.set(key, made);
    return made;
  }

  /** What was made, in order. */
  all(): Promise<T[]> {
    return Promise.all(this.#made.values());
  }
}
