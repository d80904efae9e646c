import { createHash } from "node:crypto";
import { join } from "node:path";
import { openBackbone } from "../backbones/backbone.ts";
import { openFeatureCache } from "../backbones/feature-cache.ts";
import { canonicalJson, type ResultBundle } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { createImageLoader } from "../data/loader.ts";
import { InputError } from "../files/input-error.ts";
import type { ExecutorId } from "../program/executor.ts";
import type { GridSize, ReadoutConfig } from "../readout/config.ts";
import type { ParameterValues } from "../readout/parameters.ts";
import { openTask } from "../tasks/index.ts";
import type { Task } from "../tasks/task.ts";
import { readBundle } from "./bundle-file.ts";
import { FeatureSource } from "./features.ts";
import { type Preprocessing, preprocessingOf, preprocessingSha256 } from "./preprocessing.ts";
import type { Progress } from "./progress.ts";
import { readoutPath, readReadouts } from "./readout-file.ts";
import type { CellRequest } from "./request.ts";
import { readoutConfigs } from "./trainer.ts";

export interface ReopenSettings {
  readonly data: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  readonly executor: ExecutorId;
  readonly threads?: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A finished cell with its trained readouts, on the data that it was measured on. */
export interface ReopenedCell {
  readonly bundle: ResultBundle;
  /** SHA-256 of the canonical bundle. */
  readonly resultId: string;
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
  readonly preprocessing: Preprocessing;
  /** One of each a readout. */
  readonly configs: readonly ReadoutConfig[];
  readonly readouts: readonly ParameterValues[];
}

/**
 * Opens what a bundle was made from, as far as `work` needs no features, and closes it again.
 *
 * @throws InputError where readout, preprocessing or data are not those of the measurement.
 */
export async function withReopenedCell<Made>(
  bundlePath: string,
  settings: ReopenSettings,
  work: (cell: ReopenedCell) => Promise<Made>,
): Promise<Made> {
  const bundle = await readBundle(bundlePath);
  const readouts = readReadouts(readoutPath(bundlePath));
  requireOwnReadouts(bundle, readouts, readoutPath(bundlePath));
  const { resolution } = bundle.variant;
  const openOptions = { cacheDirectory: join(settings.cache, "digests") };
  const { task, dataset } = await openTask(bundle.task, resolution, settings.data, openOptions);
  try {
    requireEqual(settings.data, "fingerprint", dataset.fingerprint, bundle.dataset.fingerprint);
    return await work(cellOf(bundlePath, { bundle, readouts, task, dataset }));
  } finally {
    await dataset.close();
  }
}

function cellOf(
  bundlePath: string,
  opened: Pick<ReopenedCell, "bundle" | "readouts" | "task" | "dataset">,
): ReopenedCell {
  const { bundle, task } = opened;
  const preprocessing = preprocessingOf(task, bundle.manifest, bundle.variant);
  const sha256 = preprocessingSha256(preprocessing);
  requireEqual(bundlePath, "preprocessing", sha256, bundle.backbone.preprocessingSha256);
  const resultId = createHash("sha256").update(canonicalJson(bundle)).digest("hex");
  const configs = readoutConfigs({ request: requestOf(bundle), task, backbone: bundle });
  return { ...opened, resultId, preprocessing, configs };
}

/**
 * The cell's features of these images, computed where the cache lacks them.
 *
 * @throws InputError where the backbone is not that of the measurement.
 */
export async function withFeatures<Made>(
  { bundle, dataset, preprocessing }: ReopenedCell,
  settings: ReopenSettings,
  ids: readonly string[],
  work: (features: FeatureSource) => Promise<Made>,
): Promise<Made> {
  const { weights: weightsDirectory, threads, cacheBytes: byteBudget } = settings;
  const options = { weightsDirectory, seed: bundle.seed, ...(threads ? { threads } : {}) };
  const backbone = await openBackbone(bundle.manifest, options);
  const loader = createImageLoader({ threads: 1 });
  try {
    const what = `backbone ${bundle.manifest.id}`;
    requireEqual(what, "weights", backbone.weightsSha256, bundle.backbone.weightsSha256);
    requireEqual(what, "graph", backbone.graphSha256, bundle.backbone.graphSha256);
    const cache = await openFeatureCache(join(settings.cache, "features"), {
      byteBudget,
      onFull: settings.progress.line,
    });
    const features = new FeatureSource({ backbone, cache, preprocessing, dataset, loader });
    await features.prepare(ids, settings.progress, settings.signal);
    return await work(features);
  } finally {
    await loader.close();
    await backbone.close();
  }
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
