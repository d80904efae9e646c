/** How much may come at once, and how fast that comes back. */
export interface Allowance {
  readonly atOnce: number;
  readonly perSecond: number;
}

/** What comes in a period may come at once. */
export const allowanceOf = (count: number, seconds: number): Allowance => ({
  atOnce: count,
  perSecond: count / seconds,
});

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * A bucket of tokens for each name, in memory. Those that are full again say nothing and are forgotten, and of more than
 * `most` the one that was used longest ago: so that strangers' names never fill the memory.
 */
export class TokenBuckets {
  /** The one used longest ago first. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #allowance: Allowance;
  readonly #nowMs: () => number;
  readonly #most: number;

  constructor(allowance: Allowance, nowMs: () => number = () => performance.now(), most = 50_000) {
    this.#allowance = allowance;
    this.#nowMs = nowMs;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  #filled(name: string): Bucket {
    const { atOnce, perSecond } = this.#allowance;
    const atMs = this.#nowMs();
    const known = this.#buckets.get(name);
    if (!known) return { tokens: atOnce, atMs };
    const gained = (Math.max(0, atMs - known.atMs) / 1000) * perSecond;
    return { tokens: Math.min(atOnce, known.tokens + gained), atMs };
  }

  /** Whole seconds until there is a token again; null: there is one. Takes none. */
  wait(name: string): number | null {
    const { tokens } = this.#filled(name);
    return tokens >= 1 ? null : Math.max(1, Math.ceil((1 - tokens) / this.#allowance.perSecond));
  }

  /** Takes a token, as `wait`; where there is none, none is taken. */
  take(name: string): number | null {
    const wait = this.wait(name);
    if (wait !== null) return wait;
    const bucket = this.#filled(name);
    this.#buckets.delete(name);
    this.#buckets.set(name, { ...bucket, tokens: bucket.tokens - 1 });
    this.#forget();
    return null;
  }

  #forget(): void {
    for (const [name] of this.#buckets) {
      const isFull = this.#filled(name).tokens >= this.#allowance.atOnce;
      if (!isFull && this.#buckets.size <= this.#most) break;
      this.#buckets.delete(name);
    }
  }
}
