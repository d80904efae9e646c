import { createHash } from "node:crypto";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readSafetensorsHeader, requireFinite } from "../files/safetensors.ts";
import { type ExternalData, findExternalData, withRealPlaces } from "./external-data.ts";
import {
  anywhere,
  buildFamilyGraph,
  type FamilyGraph,
  type GraphTarget,
  parseOptions,
} from "./family-graph.ts";
import { checkedCompanionSha256, checkedSha256, findWeights, type WeightsPlace } from "./find-weights.ts";
import { readOnnxFile } from "./onnx-file.ts";
import { type OnnxOptions, onnxOptions } from "./onnx-rules.ts";
import { type SeededSource, seededSource, untrainedSource } from "./seeded-weights.ts";
import { vitOptions } from "./vit.ts";
import { safetensorsSource, type TensorSource } from "./weights.ts";

/** A manifest's network with its weights in place, before it runs anywhere. Disposed once its sessions are open. */
export interface Network extends AsyncDisposable {
  /** The serialised ONNX graph that identifies the network, whatever it runs on. */
  readonly graph: Uint8Array;
  /** Of the weights that are used, seeded ones included; null where there are none. */
  readonly weightsSha256: string | null;
  /** The user's file that it comes from; null where it is made here. */
  readonly path: string | null;
  /** How a foreign file lays out its features; null: [B, D', h, w]. */
  readonly layout: OnnxOptions | null;
  /** The model as a session of the target takes it, with the folder that its weights lie below. */
  model(target: GraphTarget): PlacedModel;
}

export interface PlacedModel {
  readonly model: Uint8Array;
  readonly folder: string | null;
}

export interface NetworkOptions extends WeightsPlace {
  /** Seed of networks with untrained weights; others do not depend on it. */
  readonly seed: number;
  /**
   * Of a manifest that names a weights file: that file (where left out), or numbers drawn from the seed in the shapes that
   * its options give, of which the time alone means something.
   */
  readonly parameters?: ParameterOrigin;
  /** Did a child find every value and rule of the files to be right? */
  readonly examined?: boolean;
}

export type ParameterOrigin = "published" | "untrained";

/** @throws InputError where weights are missing, damaged, or not those that the manifest describes. */
export async function openNetwork(manifest: Manifest, options: NetworkOptions): Promise<Network> {
  const isUntrained = options.parameters === "untrained" && manifest.weights !== null;
  if (manifest.family === "onnx") {
    if (isUntrained) throw new InputError(`backbone ${manifest.id}: ${onnxIsWhole}`);
    return onnxFileNetwork(manifest, options);
  }
  if (isUntrained) return seededNetwork(manifest, (folder) => untrainedSource(folder, options.seed));
  if (manifest.family === "featup" && manifest.weights === null) {
    throw new InputError(
      `backbone ${manifest.id}: family featup needs weights: a random upsampler measures nothing`,
    );
  }
  if (isSeeded(manifest)) return seededNetwork(manifest, (folder) => timmSource(folder, manifest, options));
  if (manifest.weights === null) return builtNetwork(manifest, null, buildFamilyGraph(manifest, null), null);
  return storedNetwork(manifest, options);
}

const onnxIsWhole =
  "family onnx has graph and weights in one file; expected a family whose graph is built here, to draw weights for";

/** Are its weights untrained and drawn from the seed? */
export function isSeeded({ family, weights }: Manifest): boolean {
  return family === "vit" && weights === null;
}

/** A network whose graph is built here. `bytes`: the graph for any device; one for a device is built when it is asked for. */
function builtNetwork(
  manifest: Manifest,
  source: TensorSource | null,
  { bytes }: FamilyGraph,
  weightsSha256: string | null,
  place = (model: Uint8Array): PlacedModel => ({ model, folder: null }),
): Network {
  return {
    graph: bytes,
    weightsSha256,
    path: null,
    layout: null,
    model: (target) => place(target === anywhere ? bytes : buildFamilyGraph(manifest, source, target).bytes),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Drawn weights lie in a temporary file only until sessions have mapped them. */
async function seededNetwork(
  manifest: Manifest,
  sourceIn: (folder: string) => SeededSource,
): Promise<Network> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "initial-weights-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const source = sourceIn(folder);
    // Building asks for every parameter, and so decides what is written.
    const built = buildFamilyGraph(manifest, source);
    const weightsSha256 = await source.write();
    const network = builtNetwork(manifest, source, built, weightsSha256, (model) => ({ model, folder }));
    return { ...network, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A vision transformer as timm initialises it: a backbone of its own. */
function timmSource(folder: string, manifest: Manifest, { seed }: NetworkOptions): SeededSource {
  const { patch_embed: patch } = parseOptions(manifest, vitOptions);
  return seededSource(folder, seed, 3 * patch.kernel[0] * patch.kernel[1]);
}

/** Builds the graph on a file, which has to have what the graph asks for and nothing else. */
export function readStored(
  manifest: Manifest,
  path: string,
  examined = false,
): { source: TensorSource; built: FamilyGraph } {
  const header = readSafetensorsHeader(path);
  const source = safetensorsSource(header);
  const built = buildFamilyGraph(manifest, source);
  if (!examined) requireFinite(header, built.consumed.keys());
  return { source, built };
}

async function storedNetwork(manifest: Manifest, options: NetworkOptions): Promise<Network> {
  const { path, real } = await findWeights(manifest, options);
  const { source, built } = readStored(manifest, path, options.examined);
  const weightsSha256 = await checkedSha256(manifest, path, options);
  const places = new Map([[basename(path), real]]);
  return {
    ...builtNetwork(manifest, source, built, weightsSha256, (model) => withRealPlaces(model, places)),
    path,
  };
}

export async function readOnnx(manifest: Manifest, path: string) {
  const layout = parseOptions(manifest, onnxOptions);
  const { bytes, header } = await readOnnxFile(manifest, path, layout);
  return { layout, bytes, data: await findExternalData(path, header.externalFiles) };
}

async function onnxFileNetwork(manifest: Manifest, options: NetworkOptions): Promise<Network> {
  const { path } = await findWeights(manifest, options);
  const { layout, bytes, data } = await readOnnx(manifest, path);
  const weightsSha256 = await sha256WithExternal(manifest, path, data, options);
  return {
    ...{ graph: bytes, weightsSha256, path, layout },
    model: () => withRealPlaces(bytes, data),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** One hash of the model and its external data, so that an exchanged data file cannot go unnoticed. */
async function sha256WithExternal(
  manifest: Manifest,
  path: string,
  data: ExternalData,
  options: NetworkOptions,
): Promise<string> {
  const own = await checkedSha256(manifest, path, options);
  if (data.size === 0) return own;
  const hash = createHash("sha256").update(own);
  for (const [location, file] of data) {
    hash.update(`\n${location} ${await checkedCompanionSha256(manifest, location, file, options)}`);
  }
  return hash.digest("hex");
}
