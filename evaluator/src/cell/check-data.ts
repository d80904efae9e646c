import type { ImageLoader } from "../data/loader.ts";
import { readAnnotations } from "../data/read-annotations.ts";
import type { OpenTask } from "../tasks/index.ts";
import { requireEvidence } from "../tasks/require-evidence.ts";
import type { Progress } from "./progress.ts";

/**
 * Reads every annotation that a cell uses, and every image's header, before anything is computed: a damaged file, and a
 * split in which the task has nothing to learn or to measure, is found now and not hours later.
 *
 * @throws InputError naming the first problem; AbortError when the signal aborts.
 */
export async function checkData(
  { task, dataset }: OpenTask,
  loader: Pick<ImageLoader, "readMap">,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const onProgress = (done: number, total: number) => progress.update("read annotations", done, total);
  await readAnnotations(dataset, { loader, signal, onProgress });
  await requireEvidence(task, dataset);
}
