/** Ctrl-C: the message says what is kept and how to go on. Named like every other abort. */
export class Interruption extends Error {
  override readonly name = "AbortError";
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * A signal that aborts at the first Ctrl-C (or request to end), so that work can be saved. The second one ends the process
 * by the system's own hand: at once, even while a computation holds the event loop.
 *
 * @param kept What the command keeps and how to go on; the command line prints it when the work has stopped.
 */
export function interruptSignal(kept: string): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    for (const name of signals) process.removeListener(name, stop);
    console.error("\nstopping after the step in progress (Ctrl-C again: at once)");
    controller.abort(new Interruption(kept));
  };
  for (const name of signals) process.on(name, stop);
  return controller.signal;
}

/** What an abort was for: timers wrap the reason in an error of their own. */
export function interruptionOf({ message, cause }: Error): string {
  return cause instanceof Interruption ? cause.message : message;
}
