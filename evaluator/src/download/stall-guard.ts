import { Interrupted } from "./connection.ts";

/** Aborts when nothing has arrived for `stallMs`, or when another signal does. */
export class StallGuard {
  readonly #controller = new AbortController();
  readonly #stallMs: number;
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(stallMs: number, other: AbortSignal | undefined) {
    this.#stallMs = stallMs;
    const own = this.#controller.signal;
    this.signal = other === undefined ? own : AbortSignal.any([own, other]);
    this.touch();
  }

  touch(): void {
    clearTimeout(this.#timer);
    const error = new Interrupted(`nothing arrived for ${this.#stallMs} ms`);
    this.#timer = setTimeout(() => this.#controller.abort(error), this.#stallMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
