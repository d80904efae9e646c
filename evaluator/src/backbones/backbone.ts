import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readSafetensorsHeader, requireFinite } from "../files/safetensors.ts";
import {
  engineReason,
  type InferenceSession,
  openSession,
  runtimeFacts,
  SessionTensor,
} from "../onnx/session.ts";
import { type ExternalData, findExternalData, withRealPlaces } from "./external-data.ts";
import { buildFamilyGraph, parseOptions } from "./family-graph.ts";
import { checkOnnxRun, onnxOptions, readOnnxFile, toGrid } from "./onnx-file.ts";
import { type SeededSource, seededSource } from "./seeded-weights.ts";
import { vitOptions } from "./vit.ts";
import { safetensorsSource } from "./weights.ts";

/** A frozen backbone, ready to compute features. */
export interface Backbone extends AsyncDisposable {
  readonly manifest: Manifest;
  /** Of the weights that were used, seeded ones included; null where there are none. */
  readonly weightsSha256: string | null;
  /** Of the serialised ONNX graph. */
  readonly graphSha256: string;
  readonly engine: BackboneEngine;
  /** Most images of one forward pass; fewer are filled up where that keeps the sums the same. */
  readonly batchSize: number;
  /**
   * Dense features of normalised pixels.
   *
   * @param pixelValues [B, 3, I, I], RGB, mean and deviation of the manifest already applied
   * @returns [B, D', h, w]
   */
  features(pixelValues: Float32Array, batch: number): Promise<Float32Array>;
}

export interface BackboneEngine {
  readonly name: string;
  readonly version: string;
  readonly backend: string;
  readonly device: string;
  readonly precision: "float32";
}

export interface OpenOptions {
  /** Folder of the weights files that manifests name. */
  readonly weightsDirectory?: string;
  /** Seed of backbones with untrained weights; others do not depend on it. */
  readonly seed: number;
  /** Threads of one forward pass; all cores without it. */
  readonly threads?: number;
}

/**
 * Opens a backbone on the CPU.
 *
 * @throws InputError where weights are missing, damaged, or not those that the manifest describes.
 */
export async function openBackbone(manifest: Manifest, options: OpenOptions): Promise<Backbone> {
  if (manifest.family === "onnx") return openOnnxFile(manifest, options);
  if (manifest.family === "featup" && manifest.weights === null) {
    throw new InputError(
      `backbone ${manifest.id}: family featup needs weights: a random upsampler measures nothing`,
    );
  }
  if (isSeeded(manifest)) return openSeeded(manifest, options);
  if (manifest.weights === null) return openWeightless(manifest, options);
  return openStored(manifest, options);
}

/** Are its weights untrained and drawn from the seed? */
export function isSeeded({ family, weights }: Manifest): boolean {
  return family === "vit" && weights === null;
}

async function openWeightless(manifest: Manifest, options: OpenOptions): Promise<Backbone> {
  const { bytes } = buildFamilyGraph(manifest, null);
  return serve(manifest, bytes, null, await createSession(bytes, null, options));
}

/** Untrained weights lie in a temporary file only until the session has mapped them. */
async function openSeeded(manifest: Manifest, options: OpenOptions): Promise<Backbone> {
  const { patch_embed: patch } = parseOptions(manifest, vitOptions);
  const folder = await mkdtemp(join(await realpath(tmpdir()), "initial-weights-"));
  try {
    const source: SeededSource = seededSource(folder, options.seed, 3 * patch.kernel[0] * patch.kernel[1]);
    const { bytes } = buildFamilyGraph(manifest, source);
    const weightsSha256 = await source.write();
    return serve(manifest, bytes, weightsSha256, await createSession(bytes, folder, options));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openStored(manifest: Manifest, options: OpenOptions): Promise<Backbone> {
  const { path, real } = await findWeights(manifest, options);
  const header = readSafetensorsHeader(path);
  const { bytes, consumed } = buildFamilyGraph(manifest, safetensorsSource(header));
  requireFinite(header, consumed.keys());
  const weightsSha256 = await checkedSha256(manifest, path);
  const { model, folder } = withRealPlaces(bytes, new Map([[basename(path), real]]));
  const session = await createFileSession(model, folder, path, options);
  return serve(manifest, bytes, weightsSha256, session);
}

async function openOnnxFile(manifest: Manifest, options: OpenOptions): Promise<Backbone> {
  const layout = parseOptions(manifest, onnxOptions);
  const { path } = await findWeights(manifest, options);
  const { bytes, header } = await readOnnxFile(manifest, path, layout);
  const data = await findExternalData(path, header.externalFiles);
  const weightsSha256 = await sha256WithExternal(manifest, path, data);
  const { model, folder } = withRealPlaces(bytes, data);
  const session = await createFileSession(model, folder, path, options);
  try {
    await checkOnnxRun(manifest, path, layout, async (pixels, batch) => {
      const features = await runSession(session, pixels, batch, manifest.inputSize);
      return { data: features.data as Float32Array, dims: features.dims };
    });
  } catch (error) {
    await session.release();
    throw error;
  }
  const convert: FeatureConversion = (features, batch) => toGrid(manifest, layout, features, batch);
  return serve(manifest, bytes, weightsSha256, session, convert);
}

/** One hash of the model and its external data, so that an exchanged data file cannot go unnoticed. */
async function sha256WithExternal(manifest: Manifest, path: string, data: ExternalData): Promise<string> {
  const own = await checkedSha256(manifest, path);
  if (data.size === 0) return own;
  const hash = createHash("sha256").update(own);
  for (const [location, file] of data) hash.update(`\n${location} ${await sha256OfFile(file)}`);
  return hash.digest("hex");
}

/** Where the manifest's file lies: as it is called, and with links resolved, since ONNX Runtime refuses data beyond a link. */
async function findWeights(
  manifest: Manifest,
  options: OpenOptions,
): Promise<{ readonly path: string; readonly real: string }> {
  const { file = "", url } = manifest.weights ?? {};
  if (options.weightsDirectory === undefined) {
    throw new InputError(
      `backbone ${manifest.id} needs weights: expected a folder that holds ${file} (${url})`,
    );
  }
  const path = join(options.weightsDirectory, file);
  const real = await realpath(path).catch(() => {
    throw new InputError(`backbone ${manifest.id}: no weights file ${path}; get it from ${url}`);
  });
  if (!(await stat(real)).isFile()) {
    throw new InputError(`backbone ${manifest.id}: ${path} is no file; expected the one from ${url}`);
  }
  return { path, real };
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function checkedSha256(manifest: Manifest, path: string): Promise<string> {
  const found = await sha256OfFile(path);
  const expected = manifest.weights?.sha256 ?? found;
  if (found === expected) return found;
  throw new InputError(`backbone ${manifest.id}: ${path} has SHA-256 ${found}, expected ${expected}`);
}

/** All cores where the caller names no number: ONNX Runtime's own choice is a thread for each physical core. */
function createSession(
  model: Uint8Array,
  weightsFolder: string | null,
  { threads }: Pick<OpenOptions, "threads">,
): Promise<InferenceSession> {
  return openSession(model, { threads: threads ?? availableParallelism(), weightsFolder });
}

/** A session of a user's file. Throws InputError naming the file. */
function createFileSession(
  model: Uint8Array,
  weightsFolder: string | null,
  path: string,
  options: OpenOptions,
): Promise<InferenceSession> {
  return createSession(model, weightsFolder, options).catch((error: unknown) => {
    throw new InputError(
      `${path}: ONNX Runtime cannot load it (${engineReason(error)}), expected a model that it runs`,
    );
  });
}

async function runSession(
  session: InferenceSession,
  pixels: Float32Array,
  batch: number,
  side: number,
): Promise<SessionTensor> {
  const input = new SessionTensor("float32", pixels, [batch, 3, side, side]);
  const { features } = await session.run({ pixel_values: input });
  if (!features) throw new Error("the session has no output named features");
  return features;
}

/** From the graph's layout to [B, D', h, w]. */
type FeatureConversion = (features: Float32Array, batch: number) => Float32Array;

function serve(
  manifest: Manifest,
  graph: Uint8Array,
  weightsSha256: string | null,
  session: InferenceSession,
  convert: FeatureConversion | null = null,
): Backbone {
  const { inputSize: side, featureDim, featureGrid } = manifest;
  return {
    manifest,
    weightsSha256,
    graphSha256: createHash("sha256").update(graph).digest("hex"),
    engine: { ...runtimeFacts(), precision: "float32" },
    batchSize: 1,
    async features(pixelValues, batch) {
      const expected = batch * 3 * side * side;
      if (pixelValues.length !== expected) {
        const shape = `[${batch}, 3, ${side}, ${side}]`;
        throw new RangeError(
          `${manifest.id}: ${pixelValues.length} pixel values, expected ${expected} of ${shape}`,
        );
      }
      const result = await runSession(session, pixelValues, batch, side).catch((error: unknown) => {
        const reason = engineReason(error);
        throw new InputError(
          `backbone ${manifest.id}: ONNX Runtime cannot run it (${reason}), expected features of ${batch} images`,
        );
      });
      if (convert) return convert(result.data as Float32Array, batch);
      const shape = [batch, featureDim, ...featureGrid];
      if (result.dims.join() !== shape.join()) {
        throw new InputError(`backbone ${manifest.id}: features [${result.dims}], expected [${shape}]`);
      }
      return result.data as Float32Array;
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}
