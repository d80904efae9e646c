import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Backbone } from "../backbones/backbone.ts";
import { type MeasuredCell, openMeasuredBackbone, readMeasuredCell } from "../cell/reopened-cell.ts";
import type { CellSettings } from "../cell/settings.ts";
import { parseDocument, sha256 } from "../contract/index.ts";
import { readRgbImage } from "../data/image.ts";
import { type ImageFolder, listImages, readHeaders, refuseDamaged } from "../data/image-folder.ts";
import {
  type ImageGroup,
  preparedGroups,
  stackedPixels,
  tellOfDamaged,
  tellOfImages,
} from "../features/prepared-images.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { decodeFloat16, encodeFloat16 } from "../math/float16.ts";
import { outputSize } from "../readout/config.ts";
import { createPredictor, type Predictor } from "../readout/predictor.ts";
import { encodeOverlay, underlay } from "./overlay.ts";
import { windowOf } from "./placement.ts";
import { type TaskOutputs, taskOutputs } from "./task-outputs.ts";

export interface PredictionSettings extends Omit<CellSettings, "data" | "cacheBytes"> {
  /** Folder of images, with the folders in it. */
  readonly images: string;
  /** Folder for predictions: the images' names, and what belongs to the task after them. */
  readonly out: string;
  /** A damaged image ends the work, or is left out and listed. */
  readonly onDamaged: "stop" | "skip";
  /** Keeps the embeddings of instance discrimination too, 6 MB an image. */
  readonly embeddings: boolean;
}

export interface PredictionOutcome {
  /** The index of the folder. */
  readonly path: string;
  readonly task: string;
  readonly backbone: string;
  readonly predicted: number;
  /** Done by an earlier run. */
  readonly alreadyThere: number;
  readonly damaged: readonly string[];
}

/** What a prediction works with. */
interface Prediction {
  readonly settings: PredictionSettings;
  readonly cell: MeasuredCell;
  readonly outputs: TaskOutputs;
  readonly backbone: Backbone;
  readonly predictor: Predictor;
}

/** Written last of an image's files: where it is, the image is done. */
const overlayOf = (out: string, name: string): string => join(out, `${name}.overlay.jpg`);

/**
 * Runs a trained readout on any images; no data set is needed. Images that an earlier run of the same bundle finished are
 * passed over.
 *
 * @throws InputError where readout, weights or backbone are not those of the measurement, images are damaged, or the folder
 * has predictions of another bundle
 */
export async function predictImages(
  bundlePath: string,
  settings: PredictionSettings,
): Promise<PredictionOutcome> {
  const { out, progress, signal } = settings;
  const cell = await readMeasuredCell(bundlePath);
  const { bundle, configs, readouts } = cell;
  const folder = await listImages(settings.images);
  await claimFolder(out, cell);
  const headers = await readHeaders(folder, (done, total) => progress.update("headers", done, total), signal);
  if (settings.onDamaged === "stop") refuseDamaged(folder, headers.damaged);
  tellOfImages(folder, headers, progress);
  const broken = new Set(headers.damaged.map(({ name }) => name));
  const names = folder.images.map(({ name }) => name).filter((name) => !existsSync(overlayOf(out, name)));
  await using backbone = await openMeasuredBackbone(bundle, settings);
  const { executor, device, threads, embeddings } = settings;
  await using predictor = await createPredictor({
    ...{ executor, readouts: configs, parameters: readouts, batchSize: 1 },
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
  const outputs = taskOutputs(bundle.task, { classes: bundle.dataset.classes, embeddings });
  const damaged = await predictAll({ settings, cell, outputs, backbone, predictor }, folder, names, broken);
  const path = await writeIndex(out, cell, outputs.legend, folder, damaged);
  return {
    ...{ path, task: bundle.task, backbone: bundle.manifest.id, damaged },
    ...{ predicted: names.length - damaged.length, alreadyThere: folder.images.length - names.length },
  };
}

/** @returns names of damaged images */
async function predictAll(
  prediction: Prediction,
  { folder }: ImageFolder,
  names: readonly string[],
  broken: ReadonlySet<string>,
): Promise<string[]> {
  const { settings, cell, backbone } = prediction;
  const steps = cell.preprocessing;
  const damaged: string[] = [];
  let done = 0;
  for await (const group of preparedGroups({ folder, names, steps, size: backbone.batchSize, broken })) {
    tellOfDamaged(group, settings);
    damaged.push(...group.damaged.map(({ name }) => name));
    settings.signal.throwIfAborted();
    if (group.whole.length > 0) await predictGroup(prediction, folder, group);
    done += group.whole.length + group.damaged.length;
    settings.progress.update("images", done, names.length);
  }
  return damaged;
}

async function predictGroup(prediction: Prediction, folder: string, group: ImageGroup): Promise<void> {
  const { whole } = group;
  const computed = await prediction.backbone.features(stackedPixels(group), whole.length);
  // As the readout was trained: on features in half precision.
  const features = decodeFloat16(encodeFloat16(computed));
  const length = features.length / whole.length;
  for (const [place, { name }] of whole.entries()) {
    const own = features.subarray(place * length, (place + 1) * length);
    await predictImage(prediction, folder, name, own);
  }
}

async function predictImage(
  { settings, cell, outputs, predictor }: Prediction,
  folder: string,
  name: string,
  features: Float32Array,
): Promise<void> {
  const image = await readRgbImage(join(folder, name));
  const predicted = {
    outputs: await predictor.predict(features, 1),
    size: outputSize(cell.configs[0]),
    ...{ image, window: windowOf(cell.task.preparation, image) },
  };
  for (const { suffix, bytes } of await outputs.files(predicted)) {
    await writeFileAtomically(join(settings.out, `${name}${suffix}`), bytes);
  }
  const picture = await underlay(image);
  outputs.draw(predicted, picture);
  await writeFileAtomically(overlayOf(settings.out, name), await encodeOverlay(picture));
}

const indexPath = (out: string): string => join(out, "predictions.json");
const indexHead = z.looseObject({ result: sha256 });

/** Says whose the folder is before anything is in it. @throws InputError where it is another bundle's. */
async function claimFolder(out: string, { resultId, bundle }: MeasuredCell): Promise<void> {
  const path = indexPath(out);
  if (!existsSync(path)) {
    await writeFileAtomically(path, JSON.stringify({ result: resultId, task: bundle.task }));
    return;
  }
  const parsed = parseDocument(indexHead, await readJsonFile(path, "an index of predictions"));
  const { result } = requireParsed(path, "index of predictions", parsed);
  if (result === resultId) return;
  throw new InputError(`${out}: has predictions of result ${result}; expected another --out for ${resultId}`);
}

async function writeIndex(
  out: string,
  { bundle, resultId }: MeasuredCell,
  legend: TaskOutputs["legend"],
  { images }: ImageFolder,
  damaged: readonly string[],
): Promise<string> {
  const path = indexPath(out);
  const names = images.map(({ name }) => name).filter((name) => !damaged.includes(name));
  const index = {
    ...{ result: resultId, task: bundle.task, backbone: bundle.manifest.id, seed: bundle.seed },
    ...{ ...legend, images: names, damaged },
  };
  await writeFileAtomically(path, JSON.stringify(index, null, 2));
  return path;
}
