import { setTimeout as pause } from "node:timers/promises";
import { UploadPostponed, UploadUnavailable } from "./upload-errors.ts";

/** Where time comes from; tests pass one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
};

/** A site that takes more only after this long gets the rest by another command. */
export const longestWaitMs = 10 * 60_000;
/** Of a site that says "too many" and not for how long. */
const unsaidWaitMs = 15_000;
/** Waits one after the other without a single upload taken in between. */
const mostWaitsInVain = 8;

export interface GateOptions {
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  /** Told once a wait: the site's words and how long. */
  readonly onWait?: ((words: string, seconds: number) => void) | undefined;
}

/** One for all that is sent to a site at once: where it asks one sender to wait, all do. */
export class SiteGate {
  readonly clock: Clock;
  readonly #signal: AbortSignal;
  readonly #onWait: (words: string, seconds: number) => void;
  #opensAtMs = 0;
  #waitsInVain = 0;

  constructor({ signal, clock = systemClock, onWait = () => {} }: GateOptions) {
    this.clock = clock;
    this.#signal = signal;
    this.#onWait = onWait;
  }

  /** Resolves when the site may be asked; rejects at Ctrl-C, also in the middle of a wait. */
  async pass(): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted();
      const left = this.#opensAtMs - this.clock.now();
      if (left <= 0) return;
      await this.clock.sleep(left, this.#signal);
    }
  }

  /**
   * The site takes no more for now.
   *
   * @param askedAtMs when the refused request was made: of several that were on their way, one alone begins a wait
   * @param ms as the site said; null: it did not
   * @throws UploadPostponed where that is too long, UploadUnavailable where waiting has not helped
   */
  close(words: string, askedAtMs: number, ms: number | null): void {
    const wait = ms ?? unsaidWaitMs;
    if (wait > longestWaitMs) throw new UploadPostponed(words, wait);
    const now = this.clock.now();
    if (now < this.#opensAtMs || askedAtMs < this.#opensAtMs) return;
    if (this.#waitsInVain === mostWaitsInVain) {
      throw new UploadUnavailable(`${words} (after ${mostWaitsInVain} waits nothing was taken)`);
    }
    this.#waitsInVain += 1;
    // A second of zero would ask again at once, for ever.
    this.#opensAtMs = now + Math.max(1000, wait);
    this.#onWait(words, Math.ceil((this.#opensAtMs - now) / 1000));
  }

  /** The site took something. */
  taken(): void {
    this.#waitsInVain = 0;
  }
}
