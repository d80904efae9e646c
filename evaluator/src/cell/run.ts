import { existsSync } from "node:fs";
import { openBackbone } from "../backbones/backbone.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { NetworkReading } from "../backbones/network-reading.ts";
import type { ResultBundle } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { createImageLoader, decodeThreads } from "../data/loader.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { type Lease, unleased } from "../leases/lease.ts";
import { besidePublished } from "../tasks/published-counts.ts";
import { requireMatch } from "./backbone-readout.ts";
import { readBundle, writeBundle } from "./bundle-file.ts";
import { CheckpointFiles } from "./checkpoint-files.ts";
import { describeResult } from "./describe-result.ts";
import { outputBytes } from "./disk.ts";
import { evaluateTestSet } from "./evaluate.ts";
import { FeatureSource } from "./features.ts";
import { batchesAhead } from "./loaded-ahead.ts";
import { measurements } from "./measurements.ts";
import { backboneOptions, openCellFeatureCache, openTaskThreads, readCellData } from "./open.ts";
import { PhaseClock } from "./phase-clock.ts";
import { bundlePlace } from "./place.ts";
import { preprocessingOf } from "./preprocessing.ts";
import { readoutPath, writeReadouts } from "./readout-file.ts";
import type { CellRequest } from "./request.ts";
import { resamplingOf } from "./resampling.ts";
import type { RunSettings } from "./settings.ts";
import { trainCell } from "./train-cell.ts";
import { createCellTrainer, readoutConfigs, trainedParameterCount } from "./trainer.ts";

export interface CellOutcome {
  readonly state: "measured" | "already there";
  readonly path: string;
  readonly bundle: ResultBundle;
}

/** On what terms a cell is measured. */
export interface CellTerms {
  /** Its right to write. */
  readonly lease?: Lease;
  /** Fingerprint that the data set is to have; null: whichever it has. */
  readonly fingerprint?: string | null;
}

/**
 * Measures one cell: manifest -> backbone -> features -> readout -> metric -> bundle. A bundle that is already there is
 * read, not measured again; an interrupted cell goes on from its checkpoint to the same numbers.
 *
 * @throws InputError on wrong input; AbortError, with the work saved, when the signal aborts; LeaseLost, having written
 *   nothing since, where another attempt took over.
 */
export async function runCell(
  request: CellRequest,
  settings: RunSettings,
  { lease = unleased, fingerprint = null }: CellTerms = {},
): Promise<CellOutcome> {
  const { progress, signal } = settings;
  const clock = new PhaseClock();

  // Manifest, and the task that the backbone is measured on.
  const manifest = await readManifest(request.backbone);
  requireMatch(manifest, request.variant.readout);
  const backboneSettings = backboneOptions(request.seed, settings);
  await using data = readCellData(request, settings, "annotations");
  await using reading = new NetworkReading(manifest, backboneSettings);
  const opened = await clock.measure("load", () => data.open());
  const { task } = opened;
  await using dataset = opened.dataset;
  requireFingerprint(dataset, fingerprint);

  // Backbone. With it all is known that decides the cell's numbers, so whether it was measured before.
  await using backbone = await clock.measure("load", () =>
    openBackbone(manifest, { ...backboneSettings, ahead: reading }),
  );
  const cell = { request, settings, task, dataset, backbone, clock };
  const { identity, path } = bundlePlace(cell);
  const checkpoint = new CheckpointFiles(settings.out, identity, lease);
  if (existsSync(path)) {
    const bundle = await readBundle(path);
    await checkpoint.remove();
    return { state: "already there", path, bundle };
  }
  // Two batches ahead, so that the backbone never waits for one to fill up.
  await using loader = createImageLoader({ ahead: 2 * Math.max(decodeThreads(), backbone.batchSize) });
  const { train, validation, test } = dataset.splits;
  besidePublished(task.id, dataset, { testImages: test.length }).forEach(progress.line);
  await clock.measure("load", () => data.check(opened));
  const configs = readoutConfigs(cell);
  const needed = outputBytes([trainedParameterCount(cell, configs)]);
  await requireFreeSpace(settings.out, needed, "the bundle, the readout and checkpoints");

  // Features. Threads of the task open the data set meanwhile.
  await using taskThreads = openTaskThreads(request, settings);
  await using cache = await openCellFeatureCache(settings);
  const preprocessing = preprocessingOf(task, manifest, request.variant);
  const features = new FeatureSource({ backbone, cache, preprocessing, dataset, loader });
  await clock.measure("features", () =>
    features.prepare([...train, ...validation, ...test], progress, signal),
  );
  progress.line(`features: waited ${percent(loader.waitShare())} of the time for decoded images`);

  // Readout.
  const { batchSize } = request.budget;
  const ahead = batchesAhead(4 * features.length * batchSize);
  await using trainer = await clock.measure("load", () => createCellTrainer(cell, configs));
  const training = await trainCell(cell, { trainer, features, taskThreads, ahead, checkpoint });

  // Metric.
  const testSet = { ids: test, features, predictor: trainer, measurer: taskThreads, batchSize, ahead };
  const parts = await clock.measure("evaluation", () =>
    evaluateTestSet({ ...testSet, clock, progress, signal }),
  );
  const measured = await clock.measure("bootstrap", async () => {
    const summary = task.summarise(parts);
    besidePublished(task.id, dataset, summary.secondary).forEach(progress.line);
    return measurements(summary, resamplingOf(dataset));
  });

  // Bundle, whose presence says that all is done: so the readout is written before it.
  const bundle = await describeResult(cell, { configs, trainer, training, measured });
  await lease.requireHeld();
  await writeReadouts(readoutPath(path), trainer.parameters().slice(0, configs.length));
  await writeBundle(path, bundle);
  await checkpoint.remove();
  progress.line(clock.summary());
  return { state: "measured", path, bundle };
}

/** @throws InputError where the images or annotations are not those that the cell was planned for */
function requireFingerprint(
  { root, fingerprint: found }: Pick<Dataset<unknown>, "root" | "fingerprint">,
  expected: string | null,
): void {
  if (expected === null || found === expected) return;
  throw new InputError(
    `${root}: a data set of fingerprint ${found}; expected ${expected}, as when the cells were planned`,
  );
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
