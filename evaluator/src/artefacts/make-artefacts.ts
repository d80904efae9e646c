import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { writeFileAtomically } from "../atomic-file.ts";
import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { openFeatureCache } from "../backbones/feature-cache.ts";
import { readBundle } from "../bundle-file.ts";
import type { CellRequest } from "../cell.ts";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  artefactsSchemaVersion,
  canonicalJson,
  type ResultBundle,
} from "../contract/index.ts";
import type { Dataset, RgbImage } from "../data/dataset.ts";
import { createImageLoader } from "../data/loader.ts";
import { prepareImage } from "../data/prepare.ts";
import { FeatureSource } from "../features.ts";
import { InputError } from "../input-error.ts";
import { type Preprocessing, preprocessingOf, preprocessingSha256 } from "../preprocessing.ts";
import type { Progress } from "../progress.ts";
import { type GridSize, outputSize, type QueryAlignment, type ReadoutConfig } from "../readout/config.ts";
import type { ExecutorId } from "../readout/executor.ts";
import type { ParameterValues } from "../readout/parameters.ts";
import { createPredictor } from "../readout/predictor.ts";
import { readoutPath, readReadouts } from "../readout-file.ts";
import { readoutConfigs } from "../run.ts";
import { openTask } from "../tasks/index.ts";
import type { ImageTarget, Task } from "../tasks/task.ts";
import { unitPicture } from "./colours.ts";
import { type ComponentColours, fitComponentColours, pixelVectors } from "./component-colours.ts";
import { storePicture } from "./picture-store.ts";
import { taskPictures } from "./task-pictures.ts";

/** Pictures of features are enlarged to about this side, pixels. */
const featurePictureSide = 224;

export interface ArtefactSettings {
  readonly data: string;
  /** Pictures and indices go to `artefacts` below it. */
  readonly out: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  readonly executor: ExecutorId;
  readonly threads?: number;
  /** Ids of test images, or how many of them, spread evenly over the test set. */
  readonly images: readonly string[] | number;
  /** Query grids beside that of training (Fig. 7). */
  readonly grids: readonly GridSize[];
  readonly alignment: QueryAlignment;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What the pictures of one result are made from. */
interface Sources {
  readonly bundle: ResultBundle;
  readonly request: CellRequest;
  readonly readouts: readonly ParameterValues[];
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
  readonly backbone: Backbone;
  readonly preprocessing: Preprocessing;
  readonly ids: readonly string[];
  readonly settings: ArtefactSettings;
}

/**
 * Pictures of one finished cell: the images as shown, truth, features, predictions; PNG files and one index.
 *
 * @throws InputError where the bundle's readout, weights or data are not those of the measurement.
 */
export async function makeArtefacts(
  bundlePath: string,
  settings: ArtefactSettings,
): Promise<{ path: string; index: ArtefactIndex }> {
  const bundle = await readBundle(bundlePath);
  const readouts = readReadouts(readoutPath(bundlePath));
  requireOwnReadouts(bundle, readouts, readoutPath(bundlePath));
  const openOptions = { cacheDirectory: join(settings.cache, "digests") };
  const { task, dataset } = await openTask(
    bundle.task,
    bundle.variant.resolution,
    settings.data,
    openOptions,
  );
  try {
    const preprocessing = preprocessingOf(task, bundle.manifest, bundle.variant);
    requireEqual(
      bundlePath,
      "preprocessing",
      preprocessingSha256(preprocessing),
      bundle.backbone.preprocessingSha256,
    );
    requireEqual(settings.data, "fingerprint", dataset.fingerprint, bundle.dataset.fingerprint);
    const ids = chosenImages(dataset.splits.test, settings.images);
    const backbone = await openMeasured(bundle, settings);
    try {
      const request = requestOf(bundle);
      const sources = { bundle, request, readouts, task, dataset, backbone, preprocessing, ids, settings };
      const index = artefactIndexSchema.parse(await drawAll(sources));
      const path = join(
        settings.out,
        "artefacts",
        basename(bundlePath).replace(/(\.json)?$/, ".artefacts.json"),
      );
      await writeFileAtomically(path, canonicalJson(index));
      return { path, index };
    } finally {
      await backbone.close();
    }
  } finally {
    await dataset.close();
  }
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

/** @throws InputError for an image that is not in the test set. */
export function chosenImages(test: readonly string[], images: readonly string[] | number): string[] {
  if (typeof images === "number") {
    const count = Math.min(images, test.length);
    return Array.from({ length: count }, (_, place) => test[Math.floor((place * test.length) / count)]);
  }
  const strange = images.find((id) => !test.includes(id));
  if (strange === undefined) return [...images];
  throw new InputError(`image ${strange}: not in the test set; expected ids such as ${test[0]}`);
}

async function openMeasured(bundle: ResultBundle, settings: ArtefactSettings): Promise<Backbone> {
  const { weights: weightsDirectory, threads } = settings;
  const options = { weightsDirectory, seed: bundle.seed, ...(threads ? { threads } : {}) };
  const backbone = await openBackbone(bundle.manifest, options);
  const what = `backbone ${bundle.manifest.id}`;
  requireEqual(what, "weights", backbone.weightsSha256, bundle.backbone.weightsSha256);
  requireEqual(what, "graph", backbone.graphSha256, bundle.backbone.graphSha256);
  return backbone;
}

async function drawAll(sources: Sources): Promise<ArtefactIndex> {
  const { bundle, request, task, dataset, backbone, ids, settings } = sources;
  const features = await featuresOf(sources);
  const configs = readoutConfigs({ request, task, backbone });
  const trained = configs[0].queryGrid;
  const others = settings.grids.filter((grid) => grid.join() !== trained.join());
  const outputs = new Map<GridSize, Float32Array[][]>();
  for (const grid of [trained, ...others]) {
    outputs.set(grid, await predictAll(sources, configs, features, grid));
  }
  const targets: ImageTarget[] = [];
  for (const id of ids) targets.push(task.target(await dataset.readAnnotation(id)));
  const pictures = taskPictures(task.id, { targets, outputs: outputs.get(trained) ?? [] });
  const featureColours = fitFeatures(features, bundle.manifest.featureDim);
  const folder = join(settings.out, "artefacts");
  const images: ArtefactIndex["images"] = [];
  for (const [place, id] of ids.entries()) {
    const predictions = [];
    for (const [grid, own] of outputs) {
      const picture = pictures.prediction(own[place], outputSize({ ...configs[0], queryGrid: grid }));
      predictions.push({
        queryGrid: [...grid] as [number, number],
        picture: await storePicture(folder, picture),
      });
    }
    images.push({
      id,
      shown: await storePicture(folder, shownPicture(task, await dataset.readImage(id))),
      truth: await storePicture(folder, pictures.truth(targets[place])),
      features: await storePicture(folder, featurePicture(features[place], featureColours, bundle)),
      predictions,
    });
    settings.progress.update("pictures", place + 1, ids.length);
  }
  return {
    schemaVersion: artefactsSchemaVersion,
    result: createHash("sha256").update(canonicalJson(bundle)).digest("hex"),
    ...{ backbone: bundle.manifest.id, task: task.id, seed: bundle.seed },
    dataset: { id: dataset.id, fingerprint: dataset.fingerprint },
    colours: pictures.colours,
    featureVariance: [...featureColours.variance],
    images,
    sigmas: bundle.readout.sigmas,
  };
}

/** Features of the listed images, `[D', h, w]` each. */
async function featuresOf({
  backbone,
  preprocessing,
  dataset,
  ids,
  settings,
}: Sources): Promise<Float32Array[]> {
  const cache = await openFeatureCache(join(settings.cache, "features"), { byteBudget: settings.cacheBytes });
  const loader = createImageLoader({ threads: 1 });
  try {
    const source = new FeatureSource({ backbone, cache, preprocessing, dataset, loader });
    await source.prepare(ids, settings.progress, settings.signal);
    const features: Float32Array[] = [];
    for (const id of ids) features.push(await source.batch([id]));
    return features;
  } finally {
    await loader.close();
  }
}

/** Outputs of every listed image, one `[n, H, W]` a readout. */
async function predictAll(
  { readouts, settings }: Sources,
  configs: readonly ReadoutConfig[],
  features: readonly Float32Array[],
  grid: GridSize,
): Promise<Float32Array[][]> {
  const { executor, threads, alignment, signal } = settings;
  const predictor = await createPredictor({
    ...{ executor, readouts: configs, parameters: readouts, batchSize: 1 },
    ...(grid === configs[0].queryGrid ? {} : { grid: { size: grid, alignment } }),
    ...(threads ? { threads } : {}),
  });
  try {
    const outputs: Float32Array[][] = [];
    for (const own of features) {
      signal.throwIfAborted();
      outputs.push((await predictor.predict(own)).map((output) => output.slice()));
    }
    return outputs;
  } finally {
    await predictor.dispose();
  }
}

function fitFeatures(features: readonly Float32Array[], dimension: number): ComponentColours {
  const all = new Float32Array(features.length * features[0].length);
  for (const [place, own] of features.entries()) {
    all.set(pixelVectors(own, dimension), place * own.length);
  }
  return fitComponentColours(all, dimension);
}

function featurePicture(
  features: Float32Array,
  colours: ComponentColours,
  { manifest: { featureDim, featureGrid } }: ResultBundle,
): RgbImage {
  const scale = Math.max(1, Math.round(featurePictureSide / Math.max(...featureGrid)));
  return unitPicture(colours.colour(pixelVectors(features, featureDim)), featureGrid, scale);
}

function shownPicture({ preparation }: Task<unknown, unknown>, image: RgbImage): RgbImage {
  const { data, height, width } = prepareImage(image, preparation);
  return unitPicture(pixelVectors(data, 3), [height, width]);
}
