/** One of the operator's commands. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  run(parameters: string[]): Promise<void>;
}

/** The command line says what no command takes; the message says what it expected. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const print = (line: string) => process.stdout.write(`${line}\n`);
