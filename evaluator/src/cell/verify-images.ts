import type { Dataset } from "../data/dataset.ts";
import type { Progress } from "./progress.ts";

/** Images between two looks at the signal. */
const atOnce = 256;

/**
 * Opens every image and annotation that a cell uses, before anything is computed: a damaged file is found now and not
 * hours later.
 *
 * @throws InputError naming the first damaged file; AbortError when the signal aborts.
 */
export async function verifyImages(
  dataset: Pick<Dataset<unknown>, "splits" | "verify">,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { train, validation, test } = dataset.splits;
  const ids = [...train, ...validation, ...test];
  for (let start = 0; start < ids.length; start += atOnce) {
    signal.throwIfAborted();
    await dataset.verify(ids.slice(start, start + atOnce));
    progress.update("checked images", Math.min(start + atOnce, ids.length), ids.length);
  }
}
