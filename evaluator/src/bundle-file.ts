import { readFile } from "node:fs/promises";
import { writeFileAtomically } from "./atomic-file.ts";
import { bundleMaxBytes, canonicalJson, parseBundle, type ResultBundle } from "./contract/index.ts";
import { InputError } from "./input-error.ts";

/** Writes a result bundle whole or not at all, after checking it against the contract that the site checks. */
export async function writeBundle(path: string, bundle: ResultBundle): Promise<void> {
  const parsed = parseBundle(bundle);
  if (!parsed.ok) throw new Error(`the evaluator made an invalid bundle:\n${listProblems(parsed.problems)}`);
  const text = canonicalJson(parsed.bundle);
  if (Buffer.byteLength(text) > bundleMaxBytes) {
    throw new Error(`bundle of ${Buffer.byteLength(text)} bytes; the contract allows ${bundleMaxBytes}`);
  }
  await writeFileAtomically(path, text);
}

/** @throws InputError as the two below. */
export async function readBundle(path: string): Promise<ResultBundle> {
  return parseBundleFile(path, await readJsonFile(path));
}

/** @throws InputError where there is no such file, or no JSON in it. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message}; expected a result bundle`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message}); expected a result bundle`);
  }
}

/** @throws InputError listing every problem of what is no bundle. */
export function parseBundleFile(path: string, value: unknown): ResultBundle {
  const parsed = parseBundle(value);
  if (!parsed.ok) {
    const count = parsed.problems.length;
    throw new InputError(
      `${path}: ${count} problem${count === 1 ? "" : "s"} in the bundle:\n${listProblems(parsed.problems)}`,
    );
  }
  return parsed.bundle;
}

function listProblems(problems: readonly { path: string; message: string }[]): string {
  return problems.map(({ path, message }) => `  ${path}: ${message}`).join("\n");
}
