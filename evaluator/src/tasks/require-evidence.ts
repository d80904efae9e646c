import type { Dataset } from "../data/dataset.ts";
import { InputError } from "../files/input-error.ts";
import type { Evidence, Task } from "./task.ts";

/**
 * Sees that each split has an image that the loss, or the metric, says something of; annotations are read until one is
 * found. Without any the metric would turn out to be undefined after the training.
 *
 * @throws InputError naming the data set, the split and what none of its images has.
 */
export async function requireEvidence(
  { id, evidence }: Pick<Task<unknown, unknown>, "id" | "evidence">,
  { root, splits, readAnnotation }: Pick<Dataset<unknown>, "root" | "splits" | "readAnnotation">,
): Promise<void> {
  const needs: readonly (readonly [keyof typeof splits, Evidence<unknown>])[] = [
    ["train", evidence.training],
    ["validation", evidence.training],
    ["test", evidence.metric],
  ];
  for (const [split, { what, isIn }] of needs) {
    const ids = splits[split];
    let found = ids.length === 0;
    for (let at = 0; at < ids.length && !found; at++) found = isIn(await readAnnotation(ids[at]));
    if (!found) {
      throw new InputError(
        `${root}: none of ${ids.length} ${split} images has ${what}; task ${id} expects that of one image at least`,
      );
    }
  }
}
