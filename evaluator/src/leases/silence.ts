import { hasEnded } from "./holder.ts";
import type { Attempt } from "./lease-record.ts";

/** A lease whose beat has not changed for so long is taken over: a network file system may show it a minute late. */
export const defaultTakeoverSeconds = 120;

/**
 * Watches leases by this machine's own clock: clocks of two machines are never compared. So a watcher that has just begun
 * cannot tell a silent lease yet, except of a process that has ended on its own machine.
 */
export class SilenceWatch {
  readonly #nowMs: () => number;
  readonly #seen = new Map<string, { readonly beat: string; readonly sinceMs: number }>();

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Seconds since the attempt was seen to beat, as far as this watcher can tell. */
  silentSeconds({ key, attempt, record }: Attempt): number {
    const beat = `${attempt} ${record?.beat}`;
    const seen = this.#seen.get(key);
    const now = this.#nowMs();
    if (seen?.beat === beat) return (now - seen.sinceMs) / 1000;
    this.#seen.set(key, { beat, sinceMs: now });
    return 0;
  }

  /** May a lease that nobody ended be taken over? */
  isOver(attempt: Attempt): boolean {
    const { record } = attempt;
    const silent = this.silentSeconds(attempt) >= (record?.takeoverSeconds ?? defaultTakeoverSeconds);
    return silent || (record !== null && hasEnded(record.holder));
  }
}
