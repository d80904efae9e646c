import { existsSync } from "node:fs";
import { bundleMaxBytes } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile } from "../files/json-file.ts";
import { readLimited } from "../files/limited-read.ts";
import { decodeText } from "../files/text-file.ts";
import { signaturePath } from "../upload/sign.ts";
import type { Evidence, GivenSignature } from "./evidence.ts";

/**
 * A bundle in a file, with the signature beside it as `evaluator sign` writes it.
 *
 * @throws InputError where there is no such file or it is too large
 */
export async function readEvidence(path: string): Promise<Evidence> {
  let text: string;
  try {
    // Twice the limit: a person may have indented it.
    text = decodeText(await readLimited(path, 2 * bundleMaxBytes, "a result bundle"), path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: ${(error as Error).message}; expected a result bundle or its address`);
  }
  const beside = signaturePath(path);
  const signatures: GivenSignature[] = existsSync(beside)
    ? [{ envelope: await readJsonFile(beside, "a signature"), receivedAt: null }]
    : [];
  return { source: path, text, askedFor: null, signatures, siteKeys: null };
}
