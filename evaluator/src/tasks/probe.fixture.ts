/** For tests and benchmarks: a task trained and scored on given features, by the loops that measure backbones. */

import { batchIds, batchRandom, consecutiveBatches, validationRandom } from "../cell/batches.ts";
import { evaluateTestSet, measurerOf } from "../cell/evaluate.ts";
import type { Features } from "../cell/features.ts";
import { PhaseClock } from "../cell/phase-clock.ts";
import { silent } from "../cell/silent.fixture.ts";
import { TargetSource } from "../cell/targets.ts";
import { type TrainingPlan, train } from "../cell/train.ts";
import type { Dataset } from "../data/dataset.ts";
import type { RandomStream } from "../math/random.ts";
import { protocol } from "../protocol.ts";
import { parametersOfSeed } from "../readout/initial-parameters.ts";
import { createTrainer, type Trainer } from "../readout/trainer.ts";
import { readoutConfig } from "../readout/variants.ts";
import type { Summary, Task } from "./task.ts";

/** Features of a known shape. */
export interface ProbedFeatures extends Features {
  readonly featureDim: number;
  readonly featureGrid: readonly [number, number];
}

export interface ProbeBudget {
  readonly seed: number;
  readonly iterations: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

interface Probe {
  readonly trainer: Trainer;
  /** What `train` is told. */
  readonly plan: TrainingPlan;
}

/** The task's base readout with a seed's parameters, and how it is trained on the features. */
export async function startProbe(
  task: Task<unknown, unknown>,
  dataset: Dataset<unknown>,
  features: ProbedFeatures,
  { seed, iterations, batchSize, learningRate }: ProbeBudget,
): Promise<Probe> {
  const { featureDim, featureGrid } = features;
  const { cnnChannels, weightDecay } = protocol[task.id];
  const readouts = task.outputs.map((count) =>
    readoutConfig({
      readout: "base",
      maskForm: "paper",
      ...{ featureDim, featureGrid, queryGrid: task.queryGrid },
      outputs: count,
      outputBias: task.outputBias,
      ...(cnnChannels === undefined ? {} : { cnnChannels }),
    }),
  );
  const loss = task.loss(dataset);
  const trainer = await createTrainer({
    ...{ executor: "onnxruntime", readouts, loss, batchSize },
    optimiser: { learningRate, weightDecay },
    parameters: parametersOfSeed(readouts, loss, seed),
    // Steps are small, and other tests run beside.
    threads: 1,
  });
  const targets = new TargetSource(task, dataset);
  const { train: trainIds, validation } = dataset.splits;
  const heldOut = consecutiveBatches(validation, batchSize);
  const load = async (ids: readonly string[], random: RandomStream) => ({
    features: await features.batch(ids),
    targets: await targets.batch(ids, random),
  });
  const validationInterval = validation.length > 0 ? Math.ceil(iterations / 4) : null;
  const plan: TrainingPlan = {
    trainer,
    budget: { name: "smoke", iterations, batchSize, validationInterval },
    ahead: 1,
    batch: (iteration) =>
      load(batchIds(trainIds, { seed, iteration, batchSize }), batchRandom(seed, iteration)),
    validationBatches: heldOut.length,
    validationBatch: (index) => load(heldOut[index], validationRandom()),
    resumed: null,
    save: async () => {},
    clock: new PhaseClock(),
    progress: silent,
    signal: new AbortController().signal,
  };
  return { trainer, plan };
}

/** Trains the task's base readout on the features and scores it on the test images. */
export async function probe(
  task: Task<unknown, unknown>,
  dataset: Dataset<unknown>,
  features: ProbedFeatures,
  budget: ProbeBudget,
): Promise<Summary> {
  const started = await startProbe(task, dataset, features, budget);
  await using trainer = started.trainer;
  const { clock, progress, signal } = started.plan;
  await train(started.plan);
  const test = { ids: dataset.splits.test, features, predictor: trainer, batchSize: budget.batchSize };
  const measurer = measurerOf(task, dataset);
  return task.summarise(await evaluateTestSet({ ...test, ahead: 1, measurer, clock, progress, signal }));
}
