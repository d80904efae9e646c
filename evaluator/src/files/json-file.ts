import type { Parsed, Problem } from "../contract/index.ts";
import { InputError } from "./input-error.ts";
import { mostTextBytes, readLimited } from "./limited-read.ts";
import { decodeText } from "./text-file.ts";

/**
 * The value in a JSON file.
 *
 * @param expected what the file should hold, for the error: "a result bundle"
 * @throws InputError where there is no such file, it is too large or it is not JSON
 */
export async function readJsonFile(path: string, expected: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readLimited(path, mostTextBytes, expected);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: ${(error as Error).message}; expected ${expected}`);
  }
  const text = decodeText(bytes, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^(<{7}|>{7}) /m.test(text)) {
      throw new InputError(
        `${path}: has the marks of an unfinished merge (<<<<<<<, >>>>>>>); expected ${expected}`,
      );
    }
    throw new InputError(`${path}: not JSON (${(error as Error).message}); expected ${expected}`);
  }
}

/**
 * What was parsed of a file. `noun`: what it should have been, "result bundle".
 *
 * @throws InputError listing every problem
 */
export function requireParsed<Document>(path: string, noun: string, parsed: Parsed<Document>): Document {
  if (parsed.ok) return parsed.document;
  const { problems } = parsed;
  const count = `${problems.length} problem${problems.length === 1 ? "" : "s"}`;
  throw new InputError(`${path}: ${count} in the ${noun}:\n${listProblems(problems)}`);
}

export function listProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `  ${path}: ${message}`).join("\n");
}
