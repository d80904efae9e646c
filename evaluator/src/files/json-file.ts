import { readFile } from "node:fs/promises";
import type { BundleProblem } from "../contract/index.ts";
import { InputError } from "./input-error.ts";

/**
 * The value in a JSON file.
 *
 * @param expected what the file should hold, for the error: "a result bundle"
 * @throws InputError where there is no such file or it is not JSON
 */
export async function readJsonFile(path: string, expected: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message}; expected ${expected}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message}); expected ${expected}`);
  }
}

/** An error that lists every problem of a file; `noun`: what it should have been. */
export function contractError(path: string, noun: string, problems: readonly BundleProblem[]): InputError {
  const count = `${problems.length} problem${problems.length === 1 ? "" : "s"}`;
  return new InputError(`${path}: ${count} in the ${noun}:\n${listProblems(problems)}`);
}

export function listProblems(problems: readonly BundleProblem[]): string {
  return problems.map(({ path, message }) => `  ${path}: ${message}`).join("\n");
}
