/**
 * A signal that aborts at the first Ctrl-C (or request to end), so that work can be saved; a second one ends at once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      console.error("\nstopping; the work so far is being saved (again: stop at once)");
      controller.abort();
      process.once(name, () => process.exit(130));
    });
  }
  return controller.signal;
}
