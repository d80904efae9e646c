import { dirname } from "node:path";
import type { Backbone } from "../backbones/backbone.ts";
import type { Progress } from "../cell/progress.ts";
import { type ImageFolder, listImages, readHeaders, refuseDamaged } from "../data/image-folder.ts";
import { FeatureThreads } from "../feature-cache/feature-threads.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { headerBytesFor, RowsWriter, rowBytes } from "../files/tensor-rows.ts";
import {
  type FeatureFacts,
  type FeaturePrecision,
  featureFacts,
  featureTensor,
  imageFacts,
  isFinished,
  namesIn,
  type PartState,
  readPartState,
  removePartState,
  writePartState,
} from "./feature-file.ts";
import { inputSteps } from "./input-pixels.ts";
import {
  type ImageGroup,
  preparedGroups,
  stackedPixels,
  tellOfDamaged,
  tellOfImages,
} from "./prepared-images.ts";

export interface ExtractionSettings {
  /** Folder of images, with the folders in it. */
  readonly images: string;
  /** The safetensors file. */
  readonly out: string;
  /** Half precision is what readouts are trained on; it takes half the disk. */
  readonly precision: FeaturePrecision;
  /** A damaged image ends the work, or is left out and listed. */
  readonly onDamaged: "stop" | "skip";
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface ExtractionOutcome {
  readonly state: "computed" | "already there";
  readonly path: string;
  /** [N, D, h, w] */
  readonly shape: readonly number[];
  readonly damaged: readonly string[];
}

/** What one extraction works with. */
interface Extraction {
  readonly settings: Required<ExtractionSettings>;
  readonly backbone: Backbone;
  readonly folder: ImageFolder;
  readonly facts: FeatureFacts;
  readonly writer: RowsWriter;
  readonly state: PartState;
  /** Damaged by their headers: not decoded again. */
  readonly broken: ReadonlySet<string>;
}

const silent: Progress = { update: () => {}, line: () => {} };

/**
 * Dense features of every image of a folder as one safetensors file `features` [N, D, h, w], images in natural order.
 * Each image is squashed to the backbone's input as the protocol does it. Rows are appended as they are computed: memory
 * does not grow with the number of images, and a run that was cut off goes on where it was.
 *
 * @throws InputError where images are damaged, the disk is too small, or the file is there with other numbers
 */
export async function extractFeatures(
  backbone: Backbone,
  given: ExtractionSettings,
): Promise<ExtractionOutcome> {
  const settings = { progress: silent, signal: new AbortController().signal, ...given };
  const { out, progress, signal } = settings;
  const { manifest } = backbone;
  const folder = await listImages(settings.images);
  const facts = featureFacts(backbone, inputSteps(backbone.manifest), settings.precision);
  const dims = [manifest.featureDim, ...manifest.featureGrid];
  const { images } = folder;
  const outcome = (state: ExtractionOutcome["state"], damaged: readonly string[]): ExtractionOutcome => {
    return { state, path: out, shape: [images.length - damaged.length, ...dims], damaged };
  };
  if (isFinished(out, facts, images)) return outcome("already there", namesIn(out, "damaged"));
  const state = await readPartState(out, facts, images);
  const headers = await readHeaders(folder, (done, total) => progress.update("headers", done, total), signal);
  if (settings.onDamaged === "stop") refuseDamaged(folder, headers.damaged);
  tellOfImages(folder, headers, progress);
  const rows = {
    tensor: featureTensor,
    dtype: settings.precision === "float16" ? "F16" : "F32",
    dims,
  } as const;
  const headerBytes =
    headerBytesFor(rows, images.length, { ...facts, ...imageFacts(images, new Set()) }) + 64;
  const done = state.done - state.damaged.size;
  const needed = headerBytes + (images.length - done) * rowBytes(rows);
  await requireFreeSpace(dirname(out), needed, `features of ${images.length - done} images`);
  await using writer = await RowsWriter.open(out, { ...rows, headerBytes }, done);
  const broken = new Set(headers.damaged.map(({ name }) => name));
  await appendRows({ settings, backbone, folder, facts, writer, state, broken });
  if (writer.rows === 0) throw new InputError(`${settings.images}: no whole image; expected one at least`);
  await writer.finish({ ...facts, ...imageFacts(images, state.damaged) });
  await removePartState(out);
  return outcome("computed", [...state.damaged]);
}

/** Time between two saved states, ms: what a killed process loses. */
const savedEveryMs = 5000;

async function appendRows(extraction: Extraction): Promise<void> {
  const { settings, backbone, folder, facts, writer, state } = extraction;
  const { images } = folder;
  const save = async () => {
    await writer.sync();
    await writePartState(settings.out, facts, images, state);
  };
  await using threads = new FeatureThreads();
  const groups = preparedGroups({
    ...{ folder: folder.folder, names: images.slice(state.done).map(({ name }) => name) },
    ...{ steps: inputSteps(backbone.manifest), size: backbone.batchSize, broken: extraction.broken },
  });
  let savedMs = performance.now();
  let stored: Promise<void> = Promise.resolve();
  settings.progress.update("features", state.done, images.length);
  try {
    for await (const group of groups) {
      tellOfDamaged(group, settings);
      const { length } = group.whole;
      const features = length === 0 ? null : await backbone.features(stackedPixels(group), length);
      // The rows before these were rounded and written meanwhile.
      await stored;
      settings.signal.throwIfAborted();
      stored = handled(store(extraction, threads, group, features));
      if (performance.now() - savedMs < savedEveryMs) continue;
      await stored;
      await save();
      savedMs = performance.now();
    }
    await stored;
  } catch (error) {
    await stored.catch(() => {});
    // What is done is kept; the first error is the one to tell.
    await save().catch(() => {});
    throw error;
  }
}

async function store(
  { settings, folder, writer, state }: Extraction,
  threads: FeatureThreads,
  { whole, damaged }: ImageGroup,
  features: Float32Array | null,
): Promise<void> {
  if (features !== null) {
    const { halves, misfit } = await threads.round(features, whole.length);
    const isHalf = settings.precision === "float16";
    const fails = isHalf ? misfit : firstNotFinite(features, misfit);
    if (fails !== null) {
      const { name } = whole[Math.floor((fails.index * whole.length) / features.length)];
      const expected = isHalf
        ? "numbers that half precision holds, or --precision float32"
        : "finite numbers";
      throw new InputError(`image ${name}: a feature is ${fails.value}; expected ${expected}`);
    }
    const { buffer, byteOffset, byteLength } = isHalf ? halves : features;
    await writer.append(new Uint8Array(buffer, byteOffset, byteLength));
  }
  for (const { name } of damaged) state.damaged.add(name);
  state.done += whole.length + damaged.length;
  settings.progress.update("features", state.done, folder.images.length);
}

/** Infinite numbers do not fit into half precision either, so one misfit has been looked for. */
function firstNotFinite(
  features: Float32Array,
  misfit: { readonly index: number; readonly value: number } | null,
): { readonly index: number; readonly value: number } | null {
  if (misfit === null) return null;
  const index = features.findIndex((value) => !Number.isFinite(value));
  return index < 0 ? null : { index, value: features[index] };
}

/** Marks the promise as handled: its error surfaces where it is awaited. */
function handled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
