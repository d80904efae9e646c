import { InputError } from "../files/input-error.ts";
import type { Dataset, Splits } from "./dataset.ts";
import { addCounts, noLabels } from "./label-counts.ts";
import type { ImageLoader } from "./loader.ts";

/** Images that are looked at side by side; the threads take them as they come. */
const atOnce = 16;

export interface ReadAnnotationsOptions {
  readonly loader: Pick<ImageLoader, "readMap">;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told of each damaged file, and of what the set as a whole lacks (null); without it the first is thrown. */
  readonly onProblem?: (message: string, id: string | null) => void;
}

/**
 * Reads every annotation of every split, and every image's header, before anything is computed: what is wrong is found
 * now and not hours later.
 *
 * @throws InputError naming the first problem, in the order of the splits; AbortError when the signal aborts.
 */
export async function readAnnotations(
  dataset: Pick<Dataset<unknown>, "splits" | "verify" | "judge">,
  options: ReadAnnotationsOptions,
): Promise<void> {
  const { splits } = dataset;
  const counts = { train: noLabels(), validation: noLabels(), test: noLabels() };
  const names = ["train", "validation", "test"] as const satisfies (keyof Splits)[];
  const all = names.flatMap((split) => splits[split].map((id) => ({ split, id })));
  let problems = 0;
  const complain = (error: unknown, id: string | null): void => {
    if (!options.onProblem || !(error instanceof InputError)) throw error;
    problems++;
    options.onProblem(error.message, id);
  };
  for (let start = 0; start < all.length; start += atOnce) {
    options.signal?.throwIfAborted();
    const some = all.slice(start, start + atOnce);
    const found = await Promise.allSettled(
      some.map(({ id }) => dataset.verify([id], options.loader.readMap)),
    );
    for (const [index, outcome] of found.entries()) {
      if (outcome.status === "rejected") complain(outcome.reason, some[index].id);
      else if (outcome.value) addCounts(outcome.value, counts[some[index].split]);
    }
    options.onProgress?.(Math.min(start + atOnce, all.length), all.length);
  }
  // Of a set with damaged files nothing is known as a whole.
  if (problems > 0) return;
  try {
    dataset.judge?.(counts);
  } catch (error) {
    complain(error, null);
  }
}
