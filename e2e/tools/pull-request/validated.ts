import { basename } from "node:path";
import { z } from "zod";
import { lastWords, type RunEvaluator } from "./run-evaluator.ts";

export interface Verdict {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

const verdictsSchema = z.object({
  backbones: z
    .array(z.object({ id: z.string().nullable(), problems: z.array(z.string()), notes: z.array(z.string()) }))
    .length(1),
});

const mostSeconds = 300;

/**
 * What `evaluator backbones validate` says of a manifest; a check that ends without an answer is a problem too.
 *
 * @param weights folder of weights files, where there is one
 */
export async function validated(
  file: string,
  weights: string | undefined,
  run: RunEvaluator,
): Promise<Verdict> {
  const folder = weights === undefined ? [] : ["--weights", weights];
  const ended = await run(["backbones", "validate", file, "--json", ...folder], mostSeconds);
  const parsed = verdictsSchema.safeParse(jsonOf(ended.stdout));
  const verdict = parsed.data?.backbones[0];
  if (verdict === undefined) return { problems: [`the check itself failed: ${lastWords(ended)}`], notes: [] };
  const { problems, notes } = verdict;
  if (ended.exitCode !== 0 && problems.length === 0) {
    return { problems: [`the check itself failed: ${lastWords(ended)}`], notes };
  }
  // Paths of the machine that checks mean nothing to a reader.
  const shown = (text: string) => text.replaceAll(file.slice(0, -basename(file).length), "");
  return { problems: problems.map(shown), notes: notes.map(shown) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
