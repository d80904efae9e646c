import { bundleSchemaVersion, type ResultBundle } from "../contract/index.ts";
import { protocol, protocolVersion } from "../protocol.ts";
import type { ReadoutConfig } from "../readout/config.ts";
import { parameterCounts } from "../readout/parameters.ts";
import type { Trainer } from "../readout/trainer.ts";
import type { Cell } from "./cell.ts";
import { describeEnvironment } from "./environment.ts";
import { preprocessingOf, preprocessingSha256 } from "./preprocessing.ts";
import type { TrainingOutcome } from "./train.ts";

export interface Measured {
  readonly configs: readonly ReadoutConfig[];
  readonly trainer: Trainer;
  readonly training: TrainingOutcome;
  readonly measured: Pick<ResultBundle, "metrics" | "secondary">;
}

/** The bundle: what was measured, with everything that is needed to trust and repeat it. */
export async function describeResult(
  cell: Cell,
  { configs, trainer, training, measured }: Measured,
): Promise<ResultBundle> {
  const { request, settings, task, dataset, backbone, clock } = cell;
  const { manifest, weightsSha256, graphSha256 } = backbone;
  const { weightDecay } = protocol[task.id];
  const { name: budget, iterations, batchSize, validationInterval } = request.budget;
  const { published, effective } = parameterCounts(configs);
  const { id, distribution, fingerprint, splits, ownClasses } = dataset;
  const preprocessing = preprocessingOf(task, manifest, request.variant);
  const sigmas = trainer.parameters().flatMap((readout) => {
    const sigma = readout.get("sigma");
    return sigma ? [Array.from(sigma.data)] : [];
  });
  return {
    schemaVersion: bundleSchemaVersion,
    protocolVersion,
    createdAt: new Date().toISOString(),
    manifest,
    backbone: { weightsSha256, graphSha256, preprocessingSha256: preprocessingSha256(preprocessing) },
    task: task.id,
    variant: request.variant,
    seed: request.seed,
    dataset: {
      ...{ id, distribution, fingerprint },
      classes: ownClasses ? [...ownClasses] : null,
      trainImages: splits.train.length,
      validationImages: splits.validation.length,
      testImages: splits.test.length,
    },
    training: {
      ...{ budget, iterations, batchSize, weightDecay, validationInterval },
      learningRate: request.variant.learningRate,
      ...training,
    },
    readout: { publishedParameters: published, effectiveParameters: effective, sigmas },
    ...measured,
    phases: clock.phases(),
    engines: { backbone: { ...backbone.engine }, readout: { ...trainer.engine, precision: "float32" } },
    environment: await describeEnvironment(settings.command),
  };
}
