interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** Values by name, the one asked for longest ago first; where they take more than the limit, it goes first. */
export class WithinBytes<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(name: string): Value | undefined {
    const found = this.#entries.get(name);
    if (!found) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, found);
    return found.value;
  }

  /** In the place of what had the name; what is larger than the limit is not kept. */
  set(name: string, value: Value, bytes: number): void {
    this.delete(name);
    this.#entries.set(name, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limitBytes) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    this.#bytes -= this.#entries.get(name)?.bytes ?? 0;
    this.#entries.delete(name);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  /** Forgets all of which this does not hold. */
  keepOnly(isKept: (value: Value) => boolean): void {
    for (const [name, { value }] of this.#entries) if (!isKept(value)) this.delete(name);
  }
}
