import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { batchRandom, validationRandom } from "../cell/batches.ts";
import { backboneOptions } from "../cell/open.ts";
import type { CellRequest } from "../cell/request.ts";
import type { RunSettings } from "../cell/settings.ts";
import { TargetSource } from "../cell/targets.ts";
import { createCellTrainer, readoutConfigs } from "../cell/trainer.ts";
import type { Dataset } from "../data/dataset.ts";
import { type PreparationStep, prepareImage } from "../data/prepare.ts";
import { decodeFloat16, encodeFloat16 } from "../math/float16.ts";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import type { Task } from "../tasks/task.ts";
import type { DataTimes, FeatureTimes, ShapeTimes } from "./estimate.ts";

/** Images of the pilot's batches: large enough for the processor's cores, small enough for 64 x 64 features. */
const pilotBatch = 4;
/** A measurement is repeated until it took this long, but not more often than `mostRepeats`. */
const enoughMs = 1500;
const mostRepeats = 5;
/** One slow forward pass is measurement enough. */
const slowMs = 1000;

/** Median time of `work`, milliseconds, after it ran once to warm up. */
async function medianMs(work: () => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const timed = async () => {
    signal.throwIfAborted();
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const first = await timed();
  if (first > 2 * enoughMs) return first;
  const times: number[] = [];
  for (let spent = 0; times.length < mostRepeats && spent < enoughMs; ) {
    const ms = await timed();
    times.push(ms);
    spent += ms;
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

function noise(length: number): Float32Array {
  const random = xoshiro128([1, 2, 3, 4]);
  return Float32Array.from({ length }, () => 2 * uniformFraction(random) - 1);
}

/** What a plan needs to know of an opened backbone. */
export interface BackboneTimes {
  readonly facts: Pick<Backbone, "manifest" | "weightsSha256" | "graphSha256" | "engine">;
  readonly openMs: number;
  readonly forwardMs: number;
  readonly readMs: number;
}

/** A few forward passes. @throws InputError where the backbone cannot be opened, for example without its weights. */
export async function timeBackbone(
  manifest: Backbone["manifest"],
  seed: number,
  settings: RunSettings,
): Promise<BackboneTimes> {
  const { signal } = settings;
  signal.throwIfAborted();
  const start = performance.now();
  await using backbone = await openBackbone(manifest, backboneOptions(seed, settings));
  const openMs = performance.now() - start;
  const { weightsSha256, graphSha256, engine } = backbone;
  const forwardMs = await timeForward(backbone, signal);
  return {
    facts: { manifest, weightsSha256, graphSha256, engine },
    openMs,
    forwardMs,
    readMs: timeRead(manifest),
  };
}

/** Milliseconds an image, in full batches. */
async function timeForward(backbone: Backbone, signal: AbortSignal): Promise<number> {
  const { batchSize, manifest } = backbone;
  const pixels = noise(batchSize * 3 * manifest.inputSize ** 2);
  const forward = () => backbone.features(pixels, batchSize);
  const start = performance.now();
  await forward();
  const firstMs = performance.now() - start;
  return (firstMs > slowMs ? firstMs : await medianMs(forward, signal)) / batchSize;
}

/** One image's features from half precision: what a cached image costs the loading thread. */
function timeRead({ featureDim, featureGrid }: Backbone["manifest"]): number {
  const halves = encodeFloat16(noise(featureDim * featureGrid[0] * featureGrid[1]));
  decodeFloat16(halves);
  const start = performance.now();
  decodeFloat16(halves);
  return performance.now() - start;
}

/** Decoding and preparing a few images, milliseconds an image. */
export async function timePreparation(
  dataset: Dataset<unknown>,
  steps: readonly PreparationStep[],
  signal: AbortSignal,
): Promise<FeatureTimes["prepareMs"]> {
  const [id] = dataset.splits.train;
  return medianMs(async () => prepareImage(await dataset.readImage(id), steps), signal);
}

export interface ShapeMeasurement extends ShapeTimes {
  readonly measureMs: number;
}

/** A few updates and predictions of a cell's readouts on noise as features, with the data set's own targets. */
export async function timeShape(
  cell: { request: CellRequest; task: Task<unknown, unknown>; dataset: Dataset<unknown> },
  manifest: Backbone["manifest"],
  settings: Pick<RunSettings, "executor" | "device" | "threads" | "progress" | "signal">,
): Promise<ShapeMeasurement> {
  const { request, task, dataset } = cell;
  const { signal } = settings;
  signal.throwIfAborted();
  const images = Math.min(pilotBatch, request.budget.batchSize, dataset.splits.train.length);
  const small = { ...request, budget: { ...request.budget, batchSize: images } };
  const configs = readoutConfigs({ request, task, backbone: { manifest } });
  await using trainer = await createCellTrainer({ request: small, task, dataset, settings }, configs);
  const features = noise(images * manifest.featureDim * manifest.featureGrid[0] * manifest.featureGrid[1]);
  const ids = dataset.splits.train.slice(0, images);
  const targets = await new TargetSource(task, dataset).batch(ids, batchRandom(0, 0));
  const stepMs = (await medianMs(() => trainer.step({ features, targets }), signal)) / images;
  let outputs: Float32Array[] = [];
  const predict = async () => {
    outputs = await trainer.predict(features, images);
  };
  const predictMs = (await medianMs(predict, signal)) / images;
  const one = outputs.map((output) => output.subarray(0, output.length / images));
  const [test] = dataset.splits.test;
  const measure = async () => task.measure(one, await dataset.readAnnotation(test));
  return { stepMs, predictMs, measureMs: await medianMs(measure, signal) };
}

/** Targets of a few images. */
export async function timeData(
  task: Task<unknown, unknown>,
  dataset: Dataset<unknown>,
  signal: AbortSignal,
): Promise<Pick<DataTimes, "targetMs">> {
  const ids = dataset.splits.train.slice(0, pilotBatch);
  const target = () => new TargetSource(task, dataset).batch(ids, validationRandom());
  return { targetMs: (await medianMs(target, signal)) / ids.length };
}
