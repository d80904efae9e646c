import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireMatch } from "./backbone-readout.ts";
import { type Backbone, openBackbone } from "./backbones/backbone.ts";
import { type FeatureCache, openFeatureCache } from "./backbones/feature-cache.ts";
import { readManifest } from "./backbones/manifest-file.ts";
import { readBundle, writeBundle } from "./bundle-file.ts";
import { bundleFileName, type CellRequest, cellIdentity } from "./cell.ts";
import { CheckpointFile } from "./checkpoint.ts";
import { bundleSchemaVersion, type ResultBundle } from "./contract/index.ts";
import type { Dataset } from "./data/dataset.ts";
import { createImageLoader, type ImageLoader } from "./data/loader.ts";
import { describeEnvironment } from "./environment.ts";
import { evaluateTestSet, pooledLossOf } from "./evaluate.ts";
import { FeatureSource } from "./features.ts";
import { parametersOfSeed } from "./initial-parameters.ts";
import { measurements } from "./measurements.ts";
import { PhaseClock } from "./phase-clock.ts";
import { preprocessingOf, preprocessingSha256 } from "./preprocessing.ts";
import type { Progress } from "./progress.ts";
import { protocol, protocolVersion } from "./protocol.ts";
import type { ReadoutConfig } from "./readout/config.ts";
import type { ExecutorId } from "./readout/executor.ts";
import { parameterCounts } from "./readout/parameters.ts";
import { createTrainer, type Trainer } from "./readout/trainer.ts";
import { readoutConfig } from "./readout/variants.ts";
import { readoutPath, writeReadouts } from "./readout-file.ts";
import { batchIds, batchRandom } from "./seeded-batches.ts";
import { TargetSource } from "./targets.ts";
import { openTask } from "./tasks/index.ts";
import type { Task } from "./tasks/task.ts";
import { type TrainingOutcome, train } from "./train.ts";

export interface RunSettings {
  /** Folder of the task's data set. */
  readonly data: string;
  readonly out: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  readonly executor: ExecutorId;
  readonly threads?: number;
  /** The command as typed, for the result's provenance. */
  readonly command: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

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
    const { train: trainIds, validation, test } = dataset.splits;
    await clock.measure("load", () => dataset.verify([...trainIds, ...validation, ...test]));
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
  const { settings } = cell;
  const { identity, path } = bundlePlace(cell);
  if (existsSync(path)) return { state: "already there", path, bundle: await readBundle(path) };
  const checkpoint = new CheckpointFile(join(settings.out, ".work", `${identity}.checkpoint`));
  const bundle = await measureCell(cell, checkpoint);
  await writeBundle(path, bundle);
  await checkpoint.remove();
  return { state: "measured", path, bundle };
}

/** What a cell's identity depends on. */
export interface IdentifiedCell {
  readonly request: CellRequest;
  readonly settings: Pick<RunSettings, "out" | "executor">;
  readonly dataset: Pick<Dataset<unknown>, "fingerprint">;
  readonly backbone: Pick<Backbone, "manifest" | "weightsSha256" | "graphSha256">;
}

/** Where the cell's bundle lies, or will. */
export function bundlePlace(cell: IdentifiedCell): { identity: string; path: string } {
  const identity = cellIdentity(decisiveFacts(cell));
  return { identity, path: join(cell.settings.out, bundleFileName(cell.request, identity)) };
}

/** Everything that decides the numbers; two cells that agree in all of it are the same cell. */
function decisiveFacts({ request, settings, dataset, backbone }: IdentifiedCell): Record<string, unknown> {
  const { task, variant, seed, budget } = request;
  const { weightsSha256, graphSha256, manifest } = backbone;
  return {
    protocolVersion,
    ...{ task, variant, seed, budget: { ...budget } },
    manifest,
    ...{ weightsSha256, graphSha256 },
    fingerprint: dataset.fingerprint,
    executor: settings.executor,
  };
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
  const configs = readoutConfigs(cell);
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

function featureCacheOf({ cache, cacheBytes }: RunSettings): Promise<FeatureCache> {
  return openFeatureCache(join(cache, "features"), { byteBudget: cacheBytes });
}

/** A task's readouts for one backbone. */
export interface ConfiguredCell extends Pick<Cell, "request" | "task"> {
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

export interface TrainedCell extends Pick<Cell, "request" | "task" | "dataset"> {
  readonly settings: Pick<RunSettings, "executor" | "threads" | "progress">;
}

export function createCellTrainer(cell: TrainedCell, configs: readonly ReadoutConfig[]): Promise<Trainer> {
  const { request, settings, task } = cell;
  const { weightDecay } = protocol[task.id];
  const { batchSize } = request.budget;
  const loss = task.loss(cell.dataset);
  return createTrainer({
    executor: settings.executor,
    readouts: configs,
    loss,
    optimiser: { learningRate: request.variant.learningRate, weightDecay },
    batchSize,
    parameters: parametersOfSeed(configs, loss, request.seed),
    ...(settings.threads ? { threads: settings.threads } : {}),
    onSigmaCrossing: ({ step }) => settings.progress.line(`a mask's sigma crossed zero at step ${step}`),
  });
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
