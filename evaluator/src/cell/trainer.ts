import type { Backbone } from "../backbones/backbone.ts";
import type { Dataset } from "../data/dataset.ts";
import { elementCount } from "../math/element-count.ts";
import { protocol } from "../protocol.ts";
import type { ReadoutConfig } from "../readout/config.ts";
import { lossParameterFacts, parametersOfSeed } from "../readout/initial-parameters.ts";
import { parameterFacts } from "../readout/parameters.ts";
import { createTrainer, type Trainer } from "../readout/trainer.ts";
import { readoutConfig } from "../readout/variants.ts";
import type { Task } from "../tasks/task.ts";
import type { CellRequest } from "./request.ts";
import type { RunSettings } from "./settings.ts";

/** A task's readouts for one backbone. */
export interface ConfiguredCell {
  readonly request: CellRequest;
  readonly task: Task<unknown, unknown>;
  readonly backbone: Pick<Backbone, "manifest">;
}

export function readoutConfigs({ request, task, backbone }: ConfiguredCell): ReadoutConfig[] {
  const { featureDim, featureGrid } = backbone.manifest;
  const { queryGrid, outputs } = task;
  const { cnnChannels } = protocol[task.id];
  return outputs.map((count) =>
    readoutConfig({
      readout: request.variant.readout,
      maskForm: request.variant.maskForm,
      baselineDim: request.variant.baselineDim,
      ...{ featureDim, featureGrid, queryGrid },
      outputs: count,
      outputBias: task.outputBias,
      ...(cnnChannels === undefined ? {} : { cnnChannels }),
    }),
  );
}

export interface TrainedCell extends Pick<ConfiguredCell, "request" | "task"> {
  readonly dataset: Dataset<unknown>;
  readonly settings: Pick<RunSettings, "executor" | "device" | "threads" | "progress">;
}

export function createCellTrainer(cell: TrainedCell, configs: readonly ReadoutConfig[]): Promise<Trainer> {
  const { request, settings, task } = cell;
  const { weightDecay } = protocol[task.id];
  const { batchSize } = request.budget;
  const loss = task.loss(cell.dataset);
  return createTrainer({
    executor: settings.executor,
    ...(settings.device ? { device: settings.device } : {}),
    readouts: configs,
    loss,
    optimiser: { learningRate: request.variant.learningRate, weightDecay },
    batchSize,
    parameters: parametersOfSeed(configs, loss, request.seed),
    ...(settings.threads ? { threads: settings.threads } : {}),
    onDevice: settings.progress.line,
    onSigmaCrossing: ({ step }) => settings.progress.line(`a mask's sigma crossed zero at step ${step}`),
  });
}

/** Parameters that training changes: the readouts' and the loss's own, such as a classifier of every instance. */
export function trainedParameterCount(
  { task, dataset }: Pick<TrainedCell, "task" | "dataset">,
  configs: readonly ReadoutConfig[],
): number {
  const facts = [...configs.flatMap(parameterFacts), ...lossParameterFacts(configs, task.loss(dataset))];
  return facts.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
