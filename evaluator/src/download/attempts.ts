import { setTimeout as pause } from "node:timers/promises";
import { InputError } from "../files/input-error.ts";
import { Interrupted } from "./connection.ts";

export interface Attempts {
  readonly signal?: AbortSignal;
  /** Attempts in a row that may bring no byte; 5 by default. */
  readonly attempts?: number;
  /** Pause before the next attempt, doubled each time; 1,000 ms by default. */
  readonly pauseMs?: number;
}

interface Tried extends Attempts {
  /** What is asked for, for the error. */
  readonly what: string;
  /** Bytes that attempts have brought so far and that are kept. */
  readonly broughtBytes?: () => Promise<number>;
}

/** Repeats what was interrupted. Throws InputError where attempts in a row brought nothing. */
export async function withAttempts<Result>(
  work: () => Promise<Result>,
  { signal, attempts = 5, pauseMs = 1000, what, broughtBytes = async () => 0 }: Tried,
): Promise<Result> {
  for (let failed = 0; ; ) {
    const before = await broughtBytes();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      const after = await broughtBytes();
      failed = after > before ? 0 : failed + 1;
      if (failed >= attempts) {
        const kept = after > 0 ? `; ${after} bytes are kept, run the command again to go on` : "";
        throw new InputError(`${what}: ${attempts} attempts in a row failed (${error.message})${kept}`);
      }
      await pause(pauseMs * 2 ** failed, undefined, { signal });
    }
  }
}
