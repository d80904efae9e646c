import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../../evaluator/src/files/input-error.ts";
import { root } from "./install.mjs";

/** A command was given what it cannot take, or lacks what it works on; the message is all that its user needs. */
export class WrongArguments extends Error {
  override readonly name = "WrongArguments";
}

/** parseArgs reports options that it does not know as TypeErrors with such codes. */
const isOfArguments = (error: unknown): error is Error =>
  error instanceof WrongArguments ||
  error instanceof InputError ||
  (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));

/** What a command does with the words after its name. */
export type Command = (args: string[]) => Promise<void>;

const interruption = new AbortController();

/**
 * From now on the first Ctrl-C is the command's own to notice: it looks at the signal now and then, and cleans up on its way
 * out. A second one ends the process.
 */
export function noticeInterruption(): AbortSignal {
  process.once("SIGINT", () => interruption.abort());
  return interruption.signal;
}

/**
 * Where the module is what was started, its command: wrong arguments are told in a line, with exit code 2, and no trace; what
 * fails after Ctrl-C is not told, with exit code 130.
 *
 * @param module its import.meta.url
 */
export async function runCommand(module: string, command: Command): Promise<void> {
  if (module !== pathToFileURL(process.argv[1] ?? "").href) return;
  try {
    await command(process.argv.slice(2));
  } catch (error) {
    if (interruption.signal.aborted) {
      process.exitCode = 130;
      return;
    }
    if (!isOfArguments(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Of an option of that name. @throws WrongArguments where its text is no whole number from 1 */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new WrongArguments(`--${name} ${text}; expected a whole number from 1`);
}

/** @throws WrongArguments where there is no site to serve, before minutes are spent on what it would serve */
export function requireBuild(): void {
  if (!existsSync(join(root, ".next/BUILD_ID"))) {
    throw new WrongArguments("no build in .next; run `npm run build` first");
  }
}
