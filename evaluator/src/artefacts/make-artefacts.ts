import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { validationRandom } from "../cell/batches.ts";
import {
  canBeQueriedElsewhere,
  type ReopenedCell,
  reopenCell,
  scaledGrids,
  withFeatures,
} from "../cell/reopened-cell.ts";
import type { CellSettings } from "../cell/settings.ts";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  artefactsSchemaVersion,
  canonicalJson,
  type ImageChoice,
  mainMetricOf,
  mayShowImages,
  picturesOf,
} from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";
import { prepareImage } from "../data/prepare.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { type GridSize, outputSize, type QueryAlignment } from "../readout/config.ts";
import { createPredictor, type Predictor } from "../readout/predictor.ts";
import type { ImageTarget, Task } from "../tasks/task.ts";
import { type ChosenImage, chosenByScore, imageScores, standingChoices } from "./choose-images.ts";
import { outputNames } from "./class-names.ts";
import { unitPicture } from "./colours.ts";
import { type ComponentColours, fitComponentColours, pixelVectors } from "./component-colours.ts";
import { storePicture } from "./picture-store.ts";
import { type TaskPictures, taskPictures } from "./task-pictures.ts";

/** Pictures of features are enlarged to about this side, pixels. */
const featurePictureSide = 224;

export interface ArtefactSettings extends CellSettings {
  /** Pictures and indices go to `artefacts` below it. */
  readonly out: string;
  /** Ids of test images, or how many of them, spread evenly over the test set. */
  readonly images: readonly string[] | number;
  /** Which further ones by their own score. */
  readonly choose: readonly ImageChoice[];
  /** Query grids beside that of training, as multiples of it (Fig. 7). */
  readonly scales: readonly number[];
  readonly alignment: QueryAlignment;
}

export interface ArtefactOutcome {
  readonly state: "drawn" | "already there";
  readonly path: string;
  readonly index: ArtefactIndex;
}

/** A cell and what is to be drawn of it. */
interface Drawing {
  readonly cell: ReopenedCell;
  readonly settings: ArtefactSettings;
  readonly ids: readonly string[];
  /** Chosen by their score, some of them of `ids` too; null: not looked for yet. */
  readonly chosen: readonly ChosenImage[] | null;
  /** That of training first. */
  readonly grids: readonly GridSize[];
}

/**
 * Pictures of one finished cell: features, predictions and, where they may be published, images and truth; PNG files and
 * one index. What is there already is not drawn again.
 *
 * @throws InputError where the bundle's readout, weights or data are not those of the measurement.
 */
export async function makeArtefacts(
  bundlePath: string,
  settings: ArtefactSettings,
): Promise<ArtefactOutcome> {
  const folder = join(settings.out, "artefacts");
  const path = join(folder, basename(bundlePath).replace(/(\.json)?$/, ".artefacts.json"));
  await using cell = await reopenCell(bundlePath, settings);
  const drawing = drawingOf(cell, settings);
  const known = await readWholeIndex(path);
  if (known && shows(known, drawing)) return { state: "already there", path, index: known };
  const index = artefactIndexSchema.parse(await drawAll(await withChosen(drawing), folder));
  await writeFileAtomically(path, canonicalJson(index));
  return { state: "drawn", path, index };
}

function drawingOf(cell: ReopenedCell, settings: ArtefactSettings): Drawing {
  const ids = chosenImages(cell.dataset.splits.test, settings.images);
  const [{ queryGrid: trained }] = cell.configs;
  if (!canBeQueriedElsewhere(cell)) {
    settings.progress.line(`readout ${cell.bundle.variant.readout}: drawn at its one output size`);
    return { cell, settings, ids, chosen: null, grids: [trained] };
  }
  const others = scaledGrids(trained, settings.scales).filter((grid) => grid.join() !== trained.join());
  return { cell, settings, ids, chosen: null, grids: [trained, ...others] };
}

/** Looks for the images that are chosen by their score, which takes predictions of the whole test set. */
async function withChosen(drawing: Drawing): Promise<Drawing> {
  const { cell, settings, ids } = drawing;
  if (settings.choose.length === 0) return drawing;
  const scores = await withFeatures(cell, settings, cell.dataset.splits.test, async (features) => {
    await using predictor = await predictorOf(drawing, drawing.grids[0]);
    return await imageScores(cell, settings, features, predictor);
  });
  const chosen = chosenByScore(scores, mainMetricOf(cell.task.id).better, settings.choose);
  return { ...drawing, ids: [...new Set([...ids, ...chosen.map(({ id }) => id)])], chosen };
}

/** null: no index, one of an earlier version, or a picture of it is missing. */
async function readWholeIndex(path: string): Promise<ArtefactIndex | null> {
  if (!existsSync(path)) return null;
  const { data: index } = artefactIndexSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!index) return null;
  return picturesOf(index).every(({ file }) => existsSync(join(path, "..", file))) ? index : null;
}

/** Chosen images are a function of the result, so that those there are need not be looked for again. */
function shows(index: ArtefactIndex, { cell, settings, ids, grids }: Drawing): boolean {
  const { result, alignment, images } = index;
  const wanted = {
    result: cell.resultId,
    alignment: settings.alignment,
    ids,
    choose: standingChoices(cell.dataset.splits.test.length, settings.choose),
    grids,
  };
  const chosen = images.flatMap(({ chosen: choice }) => choice?.as ?? []);
  const found = {
    ...{ result, alignment },
    ids: images.filter(({ id, chosen: choice }) => !choice || ids.includes(id)).map(({ id }) => id),
    choose: settings.choose.filter((as) => chosen.includes(as)),
    grids: images[0].predictions.map(({ queryGrid }) => queryGrid),
  };
  return canonicalJson(found) === canonicalJson(wanted);
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

async function drawAll(drawing: Drawing, folder: string): Promise<ArtefactIndex> {
  const { cell, settings, ids, chosen, grids } = drawing;
  const { bundle, task, dataset, configs } = cell;
  const features = await featuresOf(drawing);
  const outputs = new Map<GridSize, Float32Array[][]>();
  for (const grid of grids) outputs.set(grid, await predictAll(drawing, features, grid));
  const targets: ImageTarget[] = [];
  for (const id of ids) targets.push(pixelTruth(task, await dataset.readAnnotation(id)));
  const pictures = taskPictures(task.id, { targets, outputs: outputs.get(grids[0]) ?? [] });
  const featureColours = fitFeatures(features, bundle.manifest.featureDim);
  const published = mayShowImages(dataset.distribution);
  const names = outputNames(task.id, bundle.dataset.classes);
  const store = (picture: RgbImage) => storePicture(folder, picture);
  const images: ArtefactIndex["images"] = [];
  for (const [place, id] of ids.entries()) {
    settings.signal.throwIfAborted();
    const predictions = [];
    for (const [grid, own] of outputs) {
      const picture = pictures.prediction(own[place], outputSize({ ...configs[0], queryGrid: grid }));
      predictions.push({ queryGrid: [...grid] as [number, number], picture: await store(picture) });
    }
    images.push({
      id,
      shown: published ? await store(shownPicture(task, await dataset.readImage(id))) : null,
      truth: published ? await store(pictures.truth(targets[place])) : null,
      features: await store(featurePicture(features[place], featureColours, bundle.manifest)),
      predictions,
      ...classesOf(pictures, names, outputs.get(grids[0])?.[place] ?? [], published ? targets[place] : null),
      ...choiceOf(cell, chosen, id),
    });
    settings.progress.update("pictures", place + 1, ids.length);
  }
  return {
    schemaVersion: artefactsSchemaVersion,
    result: cell.resultId,
    ...{ backbone: bundle.manifest.id, task: task.id, seed: bundle.seed },
    dataset: { id: dataset.id, distribution: dataset.distribution, fingerprint: dataset.fingerprint },
    alignment: settings.alignment,
    colours: pictures.colours,
    featureVariance: [...featureColours.variance],
    images,
    sigmas: bundle.readout.sigmas,
  };
}

/** The classes of a picture, of tasks that have some. */
function classesOf(
  { classesIn }: TaskPictures,
  names: ReturnType<typeof outputNames>,
  outputs: readonly Float32Array[],
  truth: ImageTarget | null,
): Pick<ArtefactIndex["images"][number], "classes"> {
  if (!classesIn || !names) return {};
  const named = (index: number) => ({ index, name: names[index] ?? `no class (output ${index})` });
  return { classes: classesIn(outputs, truth).map(named) };
}

function choiceOf(
  cell: ReopenedCell,
  chosen: Drawing["chosen"],
  imageId: string,
): Pick<ArtefactIndex["images"][number], "chosen"> {
  const found = chosen?.find(({ id }) => id === imageId);
  return found ? { chosen: { as: found.as, metric: mainMetricOf(cell.task.id).id, value: found.value } } : {};
}

/** The truth by pixel: targets are packed until their batch, except instances, of which a batch is only a sample. */
function pixelTruth(task: Task<unknown, unknown>, annotation: unknown): ImageTarget {
  const target = task.target(annotation);
  if (!ArrayBuffer.isView(target)) return target;
  const whole = task.batchTargets([target], validationRandom());
  return ArrayBuffer.isView(whole) ? whole : target;
}

/** Features of the listed images, `[D', h, w]` each. */
function featuresOf({ cell, settings, ids }: Drawing): Promise<Float32Array[]> {
  return withFeatures(cell, settings, ids, async (source) => {
    const features: Float32Array[] = [];
    for (const id of ids) features.push(await source.batch([id]));
    return features;
  });
}

/** Outputs of every listed image, one `[n, H, W]` a readout. */
async function predictAll(
  drawing: Drawing,
  features: readonly Float32Array[],
  grid: GridSize,
): Promise<Float32Array[][]> {
  await using predictor = await predictorOf(drawing, grid);
  const outputs: Float32Array[][] = [];
  for (const own of features) {
    drawing.settings.signal.throwIfAborted();
    outputs.push((await predictor.predict(own, 1)).map((output) => output.slice()));
  }
  return outputs;
}

/** One image at a time, at one query grid. */
function predictorOf(
  { cell: { configs, readouts }, settings: { executor, device, threads, alignment } }: Drawing,
  grid: GridSize,
): Promise<Predictor> {
  return createPredictor({
    ...{ executor, readouts: configs, parameters: readouts, batchSize: 1 },
    ...(grid === configs[0].queryGrid ? {} : { grid: { size: grid, alignment } }),
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
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
  { featureDim, featureGrid }: ReopenedCell["bundle"]["manifest"],
): RgbImage {
  const scale = Math.max(1, Math.round(featurePictureSide / Math.max(...featureGrid)));
  return unitPicture(colours.colour(pixelVectors(features, featureDim)), featureGrid, scale);
}

function shownPicture({ preparation }: Task<unknown, unknown>, image: RgbImage): RgbImage {
  const { data, height, width } = prepareImage(image, preparation);
  return unitPicture(pixelVectors(data, 3), [height, width]);
}
