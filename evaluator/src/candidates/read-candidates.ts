import { requireManifestPath } from "../backbones/manifest-file.ts";
import { InputError } from "../files/input-error.ts";
import { readInChild } from "../reading/child.ts";
import { bytesOfFiles, likelyGraphBytes, limitsOfFiles } from "../reading/limits.ts";
import type { Added } from "./added.ts";
import type { Verdict } from "./validate.ts";
import type { ValidateJob } from "./validate-reader.ts";

interface CandidateOptions {
  readonly signal: AbortSignal;
  readonly onVerdict?: (done: number) => void;
}

/**
 * `validate` of each name by a child; one that exhausts or ends it has that as its problem, and costs no other.
 *
 * @throws InputError where an id is none of the evaluator's
 */
export async function validateInChild(
  names: readonly string[],
  weights: string | null,
  { signal, onVerdict }: CandidateOptions,
): Promise<Verdict[]> {
  for (const name of names) await requireManifestPath(name);
  const verdicts: Verdict[] = [];
  while (verdicts.length < names.length) {
    const left = names.slice(verdicts.length);
    try {
      await readInChild<ValidateJob, null, Verdict>({
        module: new URL("./validate-reader.ts", import.meta.url),
        ...{ job: { names: left, weights }, what: left[0]!, limits: limitsOfFiles(likelyGraphBytes), signal },
        onEvent: (verdict) => {
          verdicts.push(verdict);
          onVerdict?.(verdicts.length);
        },
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const file = await requireManifestPath(names[verdicts.length]!);
      // The child names the first that it was given.
      const problem = error.message.replace(left[0]!, () => file);
      verdicts.push({ id: null, file, problems: [problem], notes: [] });
    }
  }
  return verdicts;
}

/** `addOnnx` by a child. Throws InputError where it is no ONNX file, or naming every rule that it breaks. */
export async function addOnnxInChild(path: string, signal: AbortSignal): Promise<Added> {
  return readInChild<{ readonly path: string }, Added>({
    module: new URL("./add-onnx-reader.ts", import.meta.url),
    ...{ job: { path }, what: path, limits: limitsOfFiles(await bytesOfFiles([path])), signal },
  });
}
