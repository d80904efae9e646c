import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Backbone, openBackbone } from "../backbones/backbone.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import type { ParameterOrigin } from "../backbones/network.ts";
import { ownReadout } from "../cell/backbone-readout.ts";
import { describeEnvironment } from "../cell/environment.ts";
import { baseVariant } from "../cell/request.ts";
import type { RunSettings } from "../cell/settings.ts";
import {
  canonicalJson,
  type Manifest,
  type ProtocolTaskId,
  type SpeedMeasurement,
  speedSchemaVersion,
  type Timing,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import { cpu } from "../onnx/index.ts";
import { protocol, protocolVersion } from "../protocol.ts";
import { initialParameters } from "../readout/parameters.ts";
import { createPredictor, type Predictor } from "../readout/predictor.ts";
import { readoutConfig } from "../readout/variants.ts";
import { readSpeed, writeSpeed } from "./speed-file.ts";
import { type SpeedBatch, timeInTurns, timeRounds } from "./time-rounds.ts";

export interface SpeedSettings
  extends Pick<
    RunSettings,
    "out" | "weights" | "executor" | "device" | "threads" | "command" | "reading" | "progress" | "signal"
  > {
  /** Backbone whose time is the unit. */
  readonly reference: string;
  readonly tasks: readonly ProtocolTaskId[];
  readonly batch: SpeedBatch;
  /** Of backbones whose manifest names a weights file. */
  readonly parameters: ParameterOrigin;
}

export interface SpeedOutcome {
  readonly state: "measured" | "already there";
  readonly path: string;
  readonly measurement: SpeedMeasurement;
}

/**
 * One backbone and its readouts, beside the reference. A measurement that is already there is read, not repeated.
 *
 * @param id of a manifest, or its path
 * @throws InputError where the backbone cannot be opened; AbortError when the signal aborts.
 */
export async function measureSpeed(id: string, settings: SpeedSettings): Promise<SpeedOutcome> {
  const manifest = await readManifest(id);
  await using backbone = await open(manifest, settings);
  const path = measurementPath(backbone, settings);
  if (existsSync(path)) {
    return { state: "already there", path, measurement: await readSpeed(path) };
  }
  const measurement = await measureOpened(backbone, await timeBackbone(backbone, settings), settings);
  await writeSpeed(path, measurement);
  return { state: "measured", path, measurement };
}

function open(
  manifest: Manifest,
  { weights, parameters, device = cpu, batch, threads, reading, progress, signal }: SpeedSettings,
): Promise<Backbone> {
  return openBackbone(manifest, {
    ...{ weightsDirectory: weights, parameters, seed: 0, device, batchSize: batch.size, reading, signal },
    ...(threads ? { threads } : {}),
    onDevice: progress.line,
  });
}

/** `<backbone>.speed.<identity>.json`: what is measured, on what, and how. */
function measurementPath(
  { manifest, weightsSha256, graphSha256, engine }: Backbone,
  settings: SpeedSettings,
) {
  const { reference, tasks, batch, executor, out } = settings;
  const identity = createHash("sha256")
    .update(
      canonicalJson({
        ...{ speedSchemaVersion, protocolVersion, id: manifest.id, weightsSha256, graphSha256, engine },
        ...{ reference, tasks, batch, executor, threads: threadsOf(settings) },
      }),
    )
    .digest("hex");
  return join(out, `${manifest.id}.speed.${identity.slice(0, 12)}.json`);
}

function threadsOf({ threads }: SpeedSettings): number {
  return threads ?? availableParallelism();
}

interface BackboneTimes {
  readonly timing: Timing;
  /** `[batch, D', h, w]` of the last forward pass. */
  readonly features: Float32Array;
  readonly reference: SpeedMeasurement["reference"];
}

/** Backbone and reference in turns. The reference is its own unit: timed twice, it would differ from 1 by noise. */
async function timeBackbone(backbone: Backbone, settings: SpeedSettings): Promise<BackboneTimes> {
  await using reference = await open(await readManifest(settings.reference), settings);
  const { graphSha256 } = reference;
  const own = forwardPasses(backbone, settings);
  const works = [own.forward];
  if (backbone.graphSha256 !== graphSha256) works.push(forwardPasses(reference, settings).forward);
  const timings = await timeInTurns(works, settings.batch, settings.signal);
  return {
    timing: timings[0]!,
    features: own.features(),
    reference: { id: settings.reference, graphSha256, backboneMs: timings.at(-1)! },
  };
}

/** Forward passes on seeded noise, and the features of the last. */
function forwardPasses({ manifest, features: compute }: Backbone, { batch, progress }: SpeedSettings) {
  const pixels = noise(batch.size * 3 * manifest.inputSize ** 2);
  let features = new Float32Array();
  let done = 0;
  const total = batch.warmUps + batch.rounds * batch.batches;
  return {
    features: () => features,
    forward: async () => {
      features = Float32Array.from(await compute(pixels, batch.size));
      progress.update(`forward passes of ${manifest.id}`, ++done, total);
    },
  };
}

function noise(length: number): Float32Array {
  const random = xoshiro128([8, 10, 3, 5]);
  return Float32Array.from({ length }, () => 2 * uniformFraction(random) - 1);
}

async function measureOpened(
  backbone: Backbone,
  { timing: backboneMs, features, reference }: BackboneTimes,
  settings: SpeedSettings,
): Promise<SpeedMeasurement> {
  const { manifest, weightsSha256, graphSha256 } = backbone;
  const { inputSize, featureDim, featureGrid } = manifest;
  const { readoutMs, engine } = await timeReadouts(manifest, features, settings);
  const unit = reference.backboneMs.medianMs;
  const isUntrained = settings.parameters === "untrained" && manifest.weights !== null;
  const ratios = Object.entries(readoutMs).map(([task, { medianMs }]) => [task, medianMs / unit]);
  return {
    schemaVersion: speedSchemaVersion,
    protocolVersion,
    measuredAt: new Date().toISOString(),
    backbone: {
      ...{ id: manifest.id, graphSha256, weightsSha256, inputSize, featureDim, featureGrid },
      ...(manifest.private ? { private: manifest.private } : {}),
      ...(isUntrained ? { weights: "untrained" } : {}),
    },
    engines: { backbone: { ...backbone.engine }, readout: { ...engine, precision: "float32" } },
    threads: threadsOf(settings),
    batch: settings.batch,
    backboneMs,
    readoutMs,
    reference,
    relative: { backbone: backboneMs.medianMs / unit, readout: Object.fromEntries(ratios) },
    environment: await describeEnvironment(settings.command),
  };
}

async function timeReadouts(manifest: Manifest, features: Float32Array, settings: SpeedSettings) {
  const { tasks, batch, executor, device = cpu, threads, progress, signal } = settings;
  const readoutMs: Partial<Record<ProtocolTaskId, Timing>> = {};
  let engine: Predictor["engine"] | null = null;
  for (const [index, task] of tasks.entries()) {
    const { queryGrid, outputs, cnnChannels } = protocol[task];
    const { featureDim, featureGrid } = manifest;
    const readouts = outputs.map((count) =>
      readoutConfig({
        readout: ownReadout(manifest),
        maskForm: baseVariant.maskForm,
        ...{ featureDim, featureGrid, queryGrid, outputs: count },
        ...(cnnChannels === undefined ? {} : { cnnChannels }),
      }),
    );
    const parameters = readouts.map((config, readout) => initialParameters(config, 0, readout));
    await using predictor = await createPredictor({
      ...{ executor, device, readouts, parameters, batchSize: batch.size },
      ...(threads ? { threads } : {}),
    });
    readoutMs[task] = await timeRounds(() => predictor.predict(features, batch.size), batch, signal);
    engine = predictor.engine;
    progress.update(`readouts on ${manifest.id}`, index + 1, tasks.length);
  }
  if (!engine) throw new InputError("no task; expected at least one to time a readout of");
  return { readoutMs, engine };
}
