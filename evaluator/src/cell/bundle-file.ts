import { bundleMaxBytes, canonicalJson, parseBundle, type ResultBundle } from "../contract/index.ts";
import { writeNewFileAtomically } from "../files/atomic-file.ts";
import { listProblems, readJsonFile, requireParsed } from "../files/json-file.ts";

/**
 * Writes a result bundle whole or not at all, after checking it against the contract that the site checks. One that is
 * there stays.
 */
export async function writeBundle(path: string, bundle: ResultBundle): Promise<void> {
  const parsed = parseBundle(bundle);
  if (!parsed.ok) throw new Error(`the evaluator made an invalid bundle:\n${listProblems(parsed.problems)}`);
  const text = canonicalJson(parsed.document);
  if (Buffer.byteLength(text) > bundleMaxBytes) {
    throw new Error(`bundle of ${Buffer.byteLength(text)} bytes; the contract allows ${bundleMaxBytes}`);
  }
  await writeNewFileAtomically(path, text);
}

/** @throws InputError listing every problem of a file that is no bundle. */
export async function readBundle(path: string): Promise<ResultBundle> {
  return requireParsed(path, "bundle", parseBundle(await readJsonFile(path, "a result bundle")));
}
