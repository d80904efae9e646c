import { createHash } from "node:crypto";
import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { canonicalJson, type ResultBundle } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { createImageLoader } from "../data/loader.ts";
import { InputError } from "../files/input-error.ts";
import type { GridSize, ReadoutConfig } from "../readout/config.ts";
import type { ParameterValues } from "../readout/parameters.ts";
import { taskOf } from "../tasks/index.ts";
import type { Task } from "../tasks/task.ts";
import { readBundle } from "./bundle-file.ts";
import { FeatureSource } from "./features.ts";
import { backboneOptions, openCellFeatureCache, readCellData } from "./open.ts";
import { type Preprocessing, preprocessingOf, preprocessingSha256 } from "./preprocessing.ts";
import { readoutPath, readReadouts } from "./readout-file.ts";
import type { CellRequest } from "./request.ts";
import type { CellSettings } from "./settings.ts";
import { readoutConfigs } from "./trainer.ts";

/** A finished cell's trained readouts with what they were trained for. */
export interface MeasuredCell {
  readonly bundle: ResultBundle;
  /** SHA-256 of the canonical bundle. */
  readonly resultId: string;
  readonly task: Task<unknown, unknown>;
  readonly preprocessing: Preprocessing;
  /** One of each a readout. */
  readonly configs: readonly ReadoutConfig[];
  readonly readouts: readonly ParameterValues[];
}

/** The same on the data that it was measured on. */
export interface ReopenedCell extends MeasuredCell, AsyncDisposable {
  readonly dataset: Dataset<unknown>;
}

/**
 * Reads what a bundle says and the readouts beside it, without data, weights or features.
 *
 * @throws InputError where readout or preprocessing are not those of the measurement.
 */
export async function readMeasuredCell(bundlePath: string): Promise<MeasuredCell> {
  const bundle = await readBundle(bundlePath);
  const readouts = readReadouts(readoutPath(bundlePath));
  requireOwnReadouts(bundle, readouts, readoutPath(bundlePath));
  const task = taskOf(bundle.task, bundle.variant.resolution, bundle.dataset.classes);
  const preprocessing = preprocessingOf(task, bundle.manifest, bundle.variant);
  const sha256 = preprocessingSha256(preprocessing);
  requireEqual(bundlePath, "preprocessing", sha256, bundle.backbone.preprocessingSha256);
  const resultId = createHash("sha256").update(canonicalJson(bundle)).digest("hex");
  const configs = readoutConfigs({ request: requestOf(bundle), task, backbone: bundle });
  return { bundle, resultId, task, preprocessing, configs, readouts };
}

/**
 * Opens what a bundle was made from, as far as that needs no features.
 *
 * @throws InputError where readout, preprocessing or data are not those of the measurement.
 */
export async function reopenCell(bundlePath: string, settings: CellSettings): Promise<ReopenedCell> {
  const trained = await readMeasuredCell(bundlePath);
  await using data = readCellData(trained.bundle, settings, "opening");
  const { task, dataset } = await data.open();
  const close = () => dataset[Symbol.asyncDispose]();
  try {
    requireEqual(settings.data, "fingerprint", dataset.fingerprint, trained.bundle.dataset.fingerprint);
    return { ...trained, task, dataset, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The backbone that a bundle was measured with. @throws InputError where its weights or its graph are others. */
export async function openMeasuredBackbone(
  { manifest, seed, backbone: measured }: ResultBundle,
  settings: Parameters<typeof backboneOptions>[1],
): Promise<Backbone> {
  const backbone = await openBackbone(manifest, backboneOptions(seed, settings));
  try {
    const what = `backbone ${manifest.id}`;
    requireEqual(what, "weights", backbone.weightsSha256, measured.weightsSha256);
    requireEqual(what, "graph", backbone.graphSha256, measured.graphSha256);
    return backbone;
  } catch (error) {
    await backbone[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * What `work` makes of the cell's features of these images, computed where the cache lacks them.
 *
 * @throws InputError where the backbone is not that of the measurement.
 */
export async function withFeatures<Made>(
  { bundle, dataset, preprocessing }: ReopenedCell,
  settings: CellSettings,
  ids: readonly string[],
  work: (features: FeatureSource) => Promise<Made>,
): Promise<Made> {
  await using backbone = await openMeasuredBackbone(bundle, settings);
  await using loader = createImageLoader({ threads: 1 });
  await using cache = await openCellFeatureCache(settings);
  const features = new FeatureSource({ backbone, cache, preprocessing, dataset, loader });
  await features.prepare(ids, settings.progress, settings.signal);
  return await work(features);
}

/** Only attention takes queries anywhere; every baseline has the one output that it was trained for. */
export function canBeQueriedElsewhere({ configs }: Pick<ReopenedCell, "configs">): boolean {
  return configs.every(({ model }) => model === "attentive");
}

/** The trained query grid and its multiples, each once, from coarse to fine. */
export function scaledGrids(trained: GridSize, scales: readonly number[]): GridSize[] {
  const grids = [1, ...scales].map((scale): GridSize => {
    const [rows, columns] = trained.map((side) => Math.max(1, Math.round(side * scale)));
    return [rows, columns];
  });
  const distinct = new Map(grids.map((grid) => [grid.join(), grid]));
  return [...distinct.values()].sort((a, b) => a[0] * a[1] - b[0] * b[1]);
}

function requireEqual(what: string, name: string, found: string | null, expected: string | null): void {
  if (found === expected) return;
  throw new InputError(`${what}: ${name} ${found}; expected ${expected} as in the measurement`);
}

/** The masks' widths are in the bundle too: a file of another cell is found out. */
function requireOwnReadouts(bundle: ResultBundle, readouts: readonly ParameterValues[], path: string): void {
  const sigmas = readouts.flatMap((readout) => {
    const sigma = readout.get("sigma");
    return sigma ? [Array.from(sigma.data)] : [];
  });
  requireEqual(path, "sigmas", JSON.stringify(sigmas), JSON.stringify(bundle.readout.sigmas));
}

function requestOf({ manifest, task, variant, seed, training }: ResultBundle): CellRequest {
  const { budget: name, iterations, batchSize, validationInterval } = training;
  return {
    ...{ backbone: manifest.id, task, variant, seed },
    budget: { name, iterations, batchSize, validationInterval },
  };
}
