import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Manifest } from "../contract/index.ts";
import { type DeviceFacts, describeDevice } from "../devices/describe-device.ts";
import { InputError } from "../files/input-error.ts";
import { cpu, type Device, deviceName } from "../onnx/index.ts";
import {
  engineName,
  engineReason,
  engineVersion,
  type InferenceSession,
  openSession,
  SessionTensor,
} from "../onnx/session.ts";
import type { ReadingPlace } from "../reading/child.ts";
import { decideBatch } from "./batch-size.ts";
import { checkDevice } from "./device-check.ts";
import { examinedSha256 } from "./examined.ts";
import { anywhere, type GraphTarget } from "./family-graph.ts";
import { type Network, type NetworkOptions, openNetwork } from "./network.ts";
import { NetworkReading } from "./network-reading.ts";
import { checkOnnxRun, toGrid } from "./onnx-file.ts";
import { checkProbe } from "./probe-check.ts";

export { isSeeded } from "./network.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A frozen backbone, ready to compute features. */
export interface Backbone extends AsyncDisposable {
  readonly manifest: Manifest;
  /** Of the weights that were used, seeded ones included; null where there are none. */
  readonly weightsSha256: string | null;
  /** Of the serialised ONNX graph that identifies the network, whatever it runs on. */
  readonly graphSha256: string;
  readonly engine: BackboneEngine;
  /** Images of one forward pass. Fewer are filled up, so that no sum depends on how many there were. */
  readonly batchSize: number;
  /**
   * Dense features of normalised pixels.
   *
   * @param pixelValues [images, 3, I, I], RGB, mean and deviation of the manifest already applied; any number of images
   * @returns [images, D', h, w]
   */
  features(pixelValues: Float32Array, images: number): Promise<Float32Array>;
}

export interface BackboneEngine extends DeviceFacts {
  readonly name: string;
  readonly version: string;
  /** Execution provider. */
  readonly backend: string;
  readonly precision: "float32";
  /** Images of one forward pass. */
  readonly batch: number;
}

export interface OpenOptions extends Omit<NetworkOptions, "examined"> {
  /**
   * Who reads the network's files first: a child with limits of memory and time, which costs half a second; or this process
   * alone, where they are its own. The child where left out.
   */
  readonly reading?: ReadingPlace;
  /** Such a child that works already, in place of one of its own. */
  readonly ahead?: NetworkReading;
  /** Ends the child. */
  readonly signal?: AbortSignal;
  /** Folder that remembers what a child found; without it each opening has one. */
  readonly readMemory?: string;
  /** The processor where left out. */
  readonly device?: Device;
  /** Images of one forward pass; 1 where left out. `auto`: measured once a device, and kept in a folder. */
  readonly batchSize?: number | { readonly auto: string };
  /** Threads of one forward pass on the processor; all cores without it. */
  readonly threads?: number;
  /** Folder that remembers which networks agree with their probes; without it each opening compares. */
  readonly probeMemory?: string;
  /** Told what was found out about a device, and by how much features differ from their probe. */
  readonly onDevice?: (line: string) => void;
  /** Told by how much a device differs from the processor, ||a - b|| / ||b||. */
  readonly onDifference?: (difference: number) => void;
}

/**
 * Opens a backbone. Where its manifest has a probe, the processor's features have to be the probe's. On any device but the
 * processor, both compute one image first and have to agree.
 *
 * @throws InputError where weights are missing, damaged, or not those that the manifest describes; where features are not
 * the probe's; where the device cannot be had, or computes something else than the processor.
 */
export async function openBackbone(manifest: Manifest, given: OpenOptions): Promise<Backbone> {
  const options = await examined(manifest, given);
  await using network = await openNetwork(manifest, options);
  const batchSize = await batchOf(network, manifest, options);
  const served = await openOn(network, manifest, { ...options, batchSize });
  try {
    if ((options.device ?? cpu).provider === "cpu") await compareWithProbe(served, options);
    else await compareWithProcessor(network, served, options);
  } catch (error) {
    await served[Symbol.asyncDispose]();
    throw error;
  }
  return served;
}

/** The same options, knowing what a child has found. */
async function examined(manifest: Manifest, options: OpenOptions): Promise<ExaminedOptions> {
  await using own = options.ahead ? null : new NetworkReading(manifest, options);
  const files = (await (options.ahead ?? own)?.files) ?? null;
  if (files === null) return options;
  return { ...options, examined: true, hash: (path) => examinedSha256(files, path) };
}

type ExaminedOptions = OpenOptions & NetworkOptions;

async function batchOf(network: Network, manifest: Manifest, options: ExaminedOptions): Promise<number> {
  const { device = cpu, batchSize = 1, onDevice = () => {} } = options;
  if (typeof batchSize === "number") return batchSize;
  return decideBatch({
    ...{ manifest, device, memory: batchSize.auto, say: onDevice },
    graphSha256: sha256(network.graph),
    now: () => performance.now(),
    open: (batch) => openOn(network, manifest, { ...options, batchSize: batch }),
  });
}

type FixedBatch = Omit<ExaminedOptions, "batchSize"> & { readonly batchSize: number };

async function openOn(network: Network, manifest: Manifest, options: FixedBatch): Promise<Backbone> {
  const { device = cpu, batchSize } = options;
  if (device.provider === "cpu") {
    return serve(network, manifest, await checkedProcessorSession(network, manifest, options), options);
  }
  const target = { provider: device.provider, batch: batchSize };
  return serve(network, manifest, await networkSession(network, target, options), options);
}

async function compareWithProbe(
  processor: Backbone,
  { parameters, probeMemory, onDevice }: OpenOptions,
): Promise<void> {
  // Of untrained weights the features are nobody's.
  if (parameters !== "untrained") await checkProbe(processor, probeMemory ?? null, onDevice ?? (() => {}));
}

async function compareWithProcessor(
  network: Network,
  served: Backbone,
  { device = cpu, onDevice, onDifference, ...rest }: ExaminedOptions,
): Promise<void> {
  const { manifest, batchSize, engine } = served;
  await using processor = await openOn(network, manifest, { ...rest, device: cpu, batchSize: 1 });
  await compareWithProbe(processor, { ...rest, ...(onDevice ? { onDevice } : {}) });
  const what = `backbone ${manifest.id} on ${deviceName(device)} (${engine.device})`;
  const difference = await checkDevice({
    ...{ what, inputSize: manifest.inputSize, batch: batchSize },
    onDevice: served.features,
    onProcessor: processor.features,
  });
  onDifference?.(difference);
  const found = difference.toExponential(1);
  onDevice?.(`${what}: features differ from the processor's by ${found}; batches of ${batchSize}`);
}

async function checkedProcessorSession(
  network: Network,
  manifest: Manifest,
  { threads, examined }: Pick<ExaminedOptions, "threads" | "examined">,
): Promise<InferenceSession> {
  const options = threads ? { threads } : {};
  const session = await networkSession(network, anywhere, options);
  const { layout, path } = network;
  if (layout === null || path === null || examined) return session;
  try {
    await checkOnnxRun(manifest, path, layout, async (pixels, images) => {
      const features = await runSession(session, pixels, images, manifest.inputSize);
      return { data: features.data as Float32Array, dims: features.dims };
    });
    return session;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** All cores where the caller names no number: ONNX Runtime's own choice is a thread for each physical core. */
async function networkSession(
  network: Network,
  target: GraphTarget,
  { device = cpu, threads }: Pick<OpenOptions, "device" | "threads">,
): Promise<InferenceSession> {
  const { model, folder } = network.model(target);
  const where = target.provider === "cpu" ? cpu : device;
  try {
    return await openSession(model, {
      device: where,
      threads: threads ?? availableParallelism(),
      weightsFolder: folder,
    });
  } catch (error) {
    if (network.path === null && where.provider === "cpu") throw error;
    const what = network.path ?? `device ${deviceName(where)}`;
    const expected = where.provider === "cpu" ? "a model that it runs" : "a device that it runs on";
    throw new InputError(
      `${what}: ONNX Runtime cannot load it (${engineReason(error)}), expected ${expected}`,
    );
  }
}

async function runSession(
  session: InferenceSession,
  pixels: Float32Array,
  images: number,
  side: number,
): Promise<SessionTensor> {
  const input = new SessionTensor("float32", pixels, [images, 3, side, side]);
  const { features } = await session.run({ pixel_values: input });
  if (!features) throw new Error("the session has no output named features");
  return features;
}

async function serve(
  network: Network,
  manifest: Manifest,
  session: InferenceSession,
  { device = cpu, batchSize }: FixedBatch,
): Promise<Backbone> {
  const { inputSize: side, featureDim, featureGrid } = manifest;
  const { layout } = network;
  const perImage = 3 * side * side;
  const length = featureDim * featureGrid[0] * featureGrid[1];
  let padded: Float32Array | null = null;

  /** One forward pass of at most `batchSize` images. */
  const pass = async (pixels: Float32Array, images: number): Promise<Float32Array> => {
    let whole = pixels;
    if (images < batchSize) {
      padded ??= new Float32Array(batchSize * perImage);
      padded.fill(0).set(pixels);
      whole = padded;
    }
    const result = await runSession(session, whole, batchSize, side).catch((error: unknown) => {
      const reason = engineReason(error);
      throw new InputError(
        `backbone ${manifest.id}: ONNX Runtime cannot run it (${reason}), expected features of ${batchSize} images`,
      );
    });
    const features = result.data as Float32Array;
    if (layout) return toGrid(manifest, layout, features, batchSize).subarray(0, images * length);
    const shape = [batchSize, featureDim, ...featureGrid];
    if (result.dims.join() !== shape.join()) {
      throw new InputError(`backbone ${manifest.id}: features [${result.dims}], expected [${shape}]`);
    }
    return features.subarray(0, images * length);
  };

  return {
    manifest,
    weightsSha256: network.weightsSha256,
    graphSha256: sha256(network.graph),
    batchSize,
    engine: {
      ...{ name: engineName, version: engineVersion, backend: device.provider, batch: batchSize },
      ...(await describeDevice(device)),
      precision: "float32",
    },
    async features(pixelValues, images) {
      const expected = images * perImage;
      if (pixelValues.length !== expected) {
        const shape = `[${images}, 3, ${side}, ${side}]`;
        throw new RangeError(
          `${manifest.id}: ${pixelValues.length} pixel values, expected ${expected} of ${shape}`,
        );
      }
      if (images <= batchSize) return pass(pixelValues, images);
      const all = new Float32Array(images * length);
      for (let from = 0; from < images; from += batchSize) {
        const to = Math.min(images, from + batchSize);
        all.set(await pass(pixelValues.subarray(from * perImage, to * perImage), to - from), from * length);
      }
      return all;
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}
