import { cpu } from "../onnx/index.ts";
import type { Trainer } from "../readout/trainer.ts";
import { batchIds, consecutiveBatches } from "./batches.ts";
import type { Cell } from "./cell.ts";
import type { CheckpointFiles } from "./checkpoint-files.ts";
import type { FeatureSource } from "./features.ts";
import { openResidentFeatures } from "./resident-features.ts";
import type { TargetDraw } from "./task-jobs.ts";
import type { TaskThreads } from "./task-threads.ts";
import { type TrainingOutcome, train } from "./train.ts";

export interface TrainingParts {
  readonly trainer: Trainer;
  readonly features: FeatureSource;
  readonly taskThreads: TaskThreads;
  /** Batches that are loaded while another one trains. */
  readonly ahead: number;
  readonly checkpoint: CheckpointFiles;
}

/**
 * Trains the cell's readout, from its checkpoint where it has one. The trainer holds the selected parameters afterwards.
 */
export async function trainCell(
  cell: Cell,
  { trainer, features, taskThreads, ahead, checkpoint }: TrainingParts,
): Promise<TrainingOutcome> {
  const { request, settings, dataset, clock } = cell;
  const { seed } = request;
  const { train: trainIds, validation } = dataset.splits;
  const { batchSize } = request.budget;
  const found = await checkpoint.read(settings.progress.line);
  if (found) {
    clock.add(found.phases);
    settings.progress.line(`going on after iteration ${found.training.iteration}`);
  }
  const { device = cpu, executor } = settings;
  const isResident = device.provider === "webgpu" && executor === "onnxruntime";
  await using resident = isResident ? await openResidentFeatures(features, device, batchSize) : null;
  const source = resident ?? features;
  const load = async (ids: readonly string[], draw: TargetDraw) => {
    const [own, targets] = await Promise.all([source.batch(ids), taskThreads.targets(ids, draw)]);
    return { features: own, targets };
  };
  const heldOut = consecutiveBatches(validation, batchSize);
  return await train({
    trainer,
    budget: request.budget,
    ahead,
    batch: (iteration) => load(batchIds(trainIds, { seed, iteration, batchSize }), { seed, iteration }),
    validationBatches: heldOut.length,
    validationBatch: (index) => load(heldOut[index], "validation"),
    resumed: found?.training ?? null,
    save: (training) => checkpoint.write({ training, phases: clock.phases() }),
    clock,
    progress: settings.progress,
    signal: settings.signal,
  });
}
