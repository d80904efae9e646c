import type { Dataset } from "../data/dataset.ts";
import { pooledLoss, type Trainer } from "../readout/trainer.ts";
import type { Task } from "../tasks/task.ts";
import { validationRandom } from "./batches.ts";
import type { Features } from "./features.ts";
import type { Progress } from "./progress.ts";
import type { TargetSource } from "./targets.ts";

/** Consecutive groups of at most `size`. */
function* groups(ids: readonly string[], size: number): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}

/** The loss pooled over all pixels of the images, not a mean of means. */
export async function pooledLossOf(
  ids: readonly string[],
  trainer: Trainer,
  features: Features,
  targets: TargetSource,
  batchSize: number,
): Promise<number> {
  const batches = [];
  for (const group of groups(ids, batchSize)) {
    batches.push(
      await trainer.evaluate({
        features: await features.batch(group),
        targets: await targets.batch(group, validationRandom()),
      }),
    );
  }
  return pooledLoss(batches);
}

export interface TestSet {
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
  readonly features: Features;
  readonly predictor: Pick<Trainer, "predict">;
  readonly batchSize: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The one evaluation loop: predictions of every test image, reduced at once to the task's parts. */
export async function evaluateTestSet(test: TestSet): Promise<unknown[]> {
  const { task, dataset, features, predictor, batchSize, progress, signal } = test;
  const ids = dataset.splits.test;
  const parts: unknown[] = [];
  for (const group of groups(ids, batchSize)) {
    signal.throwIfAborted();
    const outputs = await predictor.predict(await features.batch(group), group.length);
    for (const [place, id] of group.entries()) {
      const own = outputs.map((output) => {
        const length = output.length / group.length;
        return output.subarray(place * length, (place + 1) * length);
      });
      parts.push(task.measure(own, await dataset.readAnnotation(id)));
    }
    progress.update("evaluation", parts.length, ids.length);
  }
  return parts;
}
