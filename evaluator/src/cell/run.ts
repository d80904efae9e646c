import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { type FeatureCache, openFeatureCache } from "../backbones/feature-cache.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { bundleSchemaVersion, type ResultBundle } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { createImageLoader, type ImageLoader } from "../data/loader.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { protocol, protocolVersion } from "../protocol.ts";
import type { ReadoutConfig } from "../readout/config.ts";
import { parameterCounts } from "../readout/parameters.ts";
import type { Trainer } from "../readout/trainer.ts";
import { openTask } from "../tasks/index.ts";
import type { Task } from "../tasks/task.ts";
import { requireMatch } from "./backbone-readout.ts";
import { batchIds, batchRandom } from "./batches.ts";
import { readBundle, writeBundle } from "./bundle-file.ts";
import { CheckpointFile } from "./checkpoint.ts";
import { outputBytes } from "./disk.ts";
import { describeEnvironment } from "./environment.ts";
import { evaluateTestSet, pooledLossOf } from "./evaluate.ts";
import { FeatureSource } from "./features.ts";
import { measurements } from "./measurements.ts";
import { PhaseClock } from "./phase-clock.ts";
import { bundlePlace } from "./place.ts";
import { preprocessingOf, preprocessingSha256 } from "./preprocessing.ts";
import { readoutPath, writeReadouts } from "./readout-file.ts";
import type { CellRequest } from "./request.ts";
import type { RunSettings } from "./settings.ts";
import { TargetSource } from "./targets.ts";
import { type TrainingOutcome, train } from "./train.ts";
import { createCellTrainer, readoutConfigs, trainedParameterCount } from "./trainer.ts";
import { verifyImages } from "./verify-images.ts";

export interface CellOutcome {
  readonly state: "measured" | "already there";
  readonly path: string;
  readonly bundle: ResultBundle;
}

/** Most bytes of a batch that is loaded while another one trains; 32 images of FeatUp's features take 5 GB. */
const prefetchedBytes = 2 ** 30;

/** What a cell works with while it runs. */
interface Cell {
  readonly request: CellRequest;
  readonly settings: RunSettings;
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
  readonly backbone: Backbone;
  readonly clock: PhaseClock;
}

/**
 * Measures one cell: manifest -> backbone -> features -> readout -> metric -> bundle. A bundle that is already there is
 * read, not measured again; an interrupted cell goes on from its checkpoint to the same numbers.
 *
 * @throws InputError on wrong input; AbortError, with the work saved, when the signal aborts.
 */
export async function runCell(request: CellRequest, settings: RunSettings): Promise<CellOutcome> {
  const clock = new PhaseClock();
  const manifest = await readManifest(request.backbone);
  requireMatch(manifest, request.variant.readout);
  const openOptions = { cacheDirectory: join(settings.cache, "digests"), onWarning: settings.progress.line };
  const { task, dataset } = await clock.measure("load", () =>
    openTask(request.task, request.variant.resolution, settings.data, openOptions),
  );
  try {
    const { weights: weightsDirectory, threads } = settings;
    const options = { weightsDirectory, seed: request.seed, ...(threads ? { threads } : {}) };
    const backbone = await clock.measure("load", () => openBackbone(manifest, options));
    try {
      return await runOpened({ request, settings, task, dataset, backbone, clock });
    } finally {
      await backbone.close();
    }
  } finally {
    await dataset.close();
  }
}

async function runOpened(cell: Cell): Promise<CellOutcome> {
  const { settings, dataset, clock } = cell;
  const { identity, path } = bundlePlace(cell);
  if (existsSync(path)) return { state: "already there", path, bundle: await readBundle(path) };
  await clock.measure("load", () => verifyImages(dataset, settings.progress, settings.signal));
  const checkpoint = new CheckpointFile(join(settings.out, ".work", `${identity}.checkpoint`));
  const bundle = await measureCell(cell, checkpoint);
  await writeBundle(path, bundle);
  await checkpoint.remove();
  return { state: "measured", path, bundle };
}

async function measureCell(cell: Cell, checkpoint: CheckpointFile): Promise<ResultBundle> {
  const loader = createImageLoader();
  try {
    return await measureWith(cell, checkpoint, loader);
  } finally {
    await loader.close();
  }
}

async function measureWith(
  cell: Cell,
  checkpoint: CheckpointFile,
  loader: ImageLoader,
): Promise<ResultBundle> {
  const { request, settings, task, dataset, clock } = cell;
  const { progress, signal } = settings;
  const configs = readoutConfigs(cell);
  const bytes = outputBytes([trainedParameterCount(cell, configs)]);
  await requireFreeSpace(settings.out, bytes, "the bundle, the readout and checkpoints");
  const features = new FeatureSource({
    backbone: cell.backbone,
    cache: await featureCacheOf(settings),
    preprocessing: preprocessingOf(task, cell.backbone.manifest, request.variant),
    dataset,
    loader,
  });
  const { train: trainIds, validation, test } = dataset.splits;
  const allIds = [...trainIds, ...validation, ...test];
  await clock.measure("features", () => features.prepare(allIds, progress, signal));
  progress.line(`features: waited ${percent(loader.waitShare())} of the time for decoded images`);
  const trainer = await createCellTrainer(cell, configs);
  try {
    const training = await trainCell(cell, { trainer, features, checkpoint });
    const { batchSize } = request.budget;
    const testSet = { task, dataset, features, predictor: trainer, batchSize, progress, signal };
    const parts = await clock.measure("evaluation", () => evaluateTestSet(testSet));
    const measured = measurements(task.summarise(parts), dataset.fingerprint, test.length);
    const bundle = await describeResult(cell, { configs, trainer, training, measured });
    // Before the bundle, whose presence says that all is done.
    const readouts = trainer.parameters().slice(0, configs.length);
    await writeReadouts(readoutPath(bundlePlace(cell).path), readouts);
    return bundle;
  } finally {
    await trainer.dispose();
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function featureCacheOf({ cache, cacheBytes, progress }: RunSettings): Promise<FeatureCache> {
  return openFeatureCache(join(cache, "features"), { byteBudget: cacheBytes, onFull: progress.line });
}

interface TrainingParts {
  readonly trainer: Trainer;
  readonly features: FeatureSource;
  readonly checkpoint: CheckpointFile;
}

async function trainCell(
  cell: Cell,
  { trainer, features, checkpoint }: TrainingParts,
): Promise<TrainingOutcome> {
  const { request, settings, task, dataset, clock } = cell;
  const { train: trainIds, validation } = dataset.splits;
  const { batchSize } = request.budget;
  const targets = new TargetSource(task, dataset);
  const found = await checkpoint.read();
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

interface Measured {
  readonly configs: readonly ReadoutConfig[];
  readonly trainer: Trainer;
  readonly training: TrainingOutcome;
  readonly measured: Pick<ResultBundle, "metrics" | "secondary">;
}

async function describeResult(
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
