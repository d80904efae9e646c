import type { Trainer } from "../readout/trainer.ts";
import { batchIds, batchRandom } from "./batches.ts";
import type { Cell } from "./cell.ts";
import type { CheckpointFiles } from "./checkpoint-files.ts";
import { pooledLossOf } from "./evaluate.ts";
import type { FeatureSource } from "./features.ts";
import { TargetSource } from "./targets.ts";
import { type TrainingOutcome, train } from "./train.ts";

/** Most bytes of a batch that is loaded while another one trains; 32 images of FeatUp's features take 5 GB. */
const prefetchedBytes = 2 ** 30;

export interface TrainingParts {
  readonly trainer: Trainer;
  readonly features: FeatureSource;
  readonly checkpoint: CheckpointFiles;
}

/**
 * Trains the cell's readout, from its checkpoint where it has one. The trainer holds the selected parameters afterwards.
 */
export async function trainCell(
  cell: Cell,
  { trainer, features, checkpoint }: TrainingParts,
): Promise<TrainingOutcome> {
  const { request, settings, task, dataset, clock } = cell;
  const { train: trainIds, validation } = dataset.splits;
  const { batchSize } = request.budget;
  const targets = new TargetSource(task, dataset);
  const found = await checkpoint.read(settings.progress.line);
  if (found) {
    clock.add(found.phases);
    settings.progress.line(`going on after iteration ${found.training.iteration}`);
  }
  return train({
    trainer,
    budget: request.budget,
    prefetches: 4 * features.length * batchSize <= prefetchedBytes,
    batch: async (iteration) => {
      const ids = batchIds(trainIds, { seed: request.seed, iteration, batchSize });
      const random = batchRandom(request.seed, iteration);
      return { features: await features.batch(ids), targets: await targets.batch(ids, random) };
    },
    validationLoss: () => pooledLossOf(validation, trainer, features, targets, batchSize),
    resumed: found?.training ?? null,
    save: (training) => checkpoint.write({ training, phases: clock.phases() }),
    clock,
    progress: settings.progress,
    signal: settings.signal,
  });
}
