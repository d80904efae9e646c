import { type Colours, type TaskId, vocPalette } from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";
import type { CornerBox } from "../math/box.ts";
import { decodeCenters, protocolCenterDecode } from "../math/center-decode.ts";
import { argMaxClass } from "../math/cross-entropy.ts";
import { protocol } from "../protocol.ts";
import type { ImageTarget } from "../tasks/task.ts";
import { type PictureSize, palettePicture, rampPicture, unitPicture } from "./colours.ts";
import { fitComponentColours, pixelVectors } from "./component-colours.ts";

/** How a task's outputs and targets become pictures. */
export interface TaskPictures {
  readonly colours: Colours;
  /** `outputs`: one `[n, H, W]` a readout. */
  prediction(outputs: readonly Float32Array[], size: PictureSize): RgbImage;
  truth(target: ImageTarget): RgbImage;
  /** Of class tasks: indices in a prediction and in a truth, null where that is not shown; the largest first. */
  classesIn?(outputs: readonly Float32Array[], truth: ImageTarget | null): number[];
}

/** All that colours may depend on: targets of the listed images, and their outputs at the query grid of training. */
export interface ListedImages {
  readonly targets: readonly ImageTarget[];
  readonly outputs: readonly (readonly Float32Array[])[];
}

/** One set of colours for the whole list, so that pictures can be compared. */
export function taskPictures(task: TaskId, listed: ListedImages): TaskPictures {
  switch (task) {
    case "voc2012":
    case "coco-stuff":
    case "segmentation":
      return classPictures(task);
    case "nyuv2-depth":
    case "depth":
      return depthPictures(listed.targets.map(floats));
    case "boundaries":
      return boundaryPictures();
    case "object-detection":
      return detectionPictures();
    case "instance-discrimination":
      return embeddingPictures(listed.outputs.map(([embedding]) => embedding));
  }
}

function floats(target: ImageTarget): Float32Array {
  if (target instanceof Float32Array) return target;
  throw new Error(`target is a ${target.constructor.name}; expected Float32Array`);
}

function labels(target: ImageTarget): ArrayLike<number> {
  if (ArrayBuffer.isView(target)) return target as ArrayLike<number> & ImageTarget;
  if ("ids" in target) return target.ids;
  throw new Error(`target has ${Object.keys(target).join(", ")}; expected labels`);
}

function outputSizeOf(task: TaskId): PictureSize {
  const [rows, columns] = protocol[task].queryGrid;
  return [8 * rows, 8 * columns];
}

function classPictures(task: "voc2012" | "coco-stuff" | "segmentation"): TaskPictures {
  const palette = vocPalette();
  const size = outputSizeOf(task);
  const predicted = (logits: Float32Array, [rows, columns]: PictureSize) =>
    argMaxClass(logits, logits.length / (rows * columns), rows * columns);
  return {
    colours: { kind: "palette" },
    prediction: ([logits], own) => palettePicture(predicted(logits, own), own, palette),
    truth: (target) => palettePicture(labels(target), size, palette),
    classesIn: ([logits], truth) => byPixels([predicted(logits, size), truth ? labels(truth) : []]),
  };
}

/** What is no label. */
const noClass = 255;

/** Indices that occur, by how many pixels they have in all maps together. */
function byPixels(maps: readonly ArrayLike<number>[]): number[] {
  const pixels = new Uint32Array(256);
  for (const map of maps) for (let pixel = 0; pixel < map.length; pixel++) pixels[map[pixel]]++;
  return [...pixels.keys()]
    .filter((index) => index !== noClass && pixels[index] > 0)
    .sort((a, b) => pixels[b] - pixels[a] || a - b);
}

/** Limits are those of the true depths; unknown depth is black. */
function depthPictures(truths: readonly Float32Array[]): TaskPictures {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const truth of truths) {
    for (const depth of truth) {
      if (!(depth > 0)) continue;
      low = Math.min(low, depth);
      high = Math.max(high, depth);
    }
  }
  const limits = high > low ? { low, high } : { low: 0, high: 10 };
  return {
    colours: { kind: "ramp", quantity: "depth", unit: "metre", ...limits },
    prediction: ([depth], size) => rampPicture(depth, size, limits),
    truth: (target) =>
      rampPicture(
        floats(target).map((depth) => (depth > 0 ? depth : Number.NaN)),
        protocol["nyuv2-depth"].imageSize,
        limits,
      ),
  };
}

const probability = { low: 0, high: 1 } as const;
const probabilityColours: Colours = {
  kind: "ramp",
  quantity: "probability",
  unit: "fraction",
  ...probability,
};
const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

function boundaryPictures(): TaskPictures {
  const size = outputSizeOf("boundaries");
  return {
    colours: probabilityColours,
    prediction: ([logits], own) => rampPicture(logits.map(logistic), own, probability),
    truth: (target) => rampPicture(labels(target), size, probability),
  };
}

/** Boxes drawn: those a reader can tell apart. */
const drawnBoxes = 10;

/** The heat map with the best boxes. */
function detectionPictures(): TaskPictures {
  const size = outputSizeOf("object-detection");
  return {
    colours: probabilityColours,
    prediction: ([heatmap, sizes], own) => {
      const picture = rampPicture(heatmap.map(logistic), own, probability);
      const [height, width] = own;
      const { boxes } = decodeCenters(heatmap, sizes, { height, width }, protocolCenterDecode);
      for (const box of boxes.slice(0, drawnBoxes)) drawBox(picture, box);
      return picture;
    },
    truth: (target) => rampPicture(floats(target).subarray(0, size[0] * size[1]), size, probability),
  };
}

/** A white outline, one pixel wide. */
function drawBox({ width, height, data }: RgbImage, box: CornerBox): void {
  const [left, top, right, bottom] = box.map(Math.round);
  const paint = (x: number, y: number) => {
    if (x >= 0 && x < width && y >= 0 && y < height)
      data.fill(255, 3 * (y * width + x), 3 * (y * width + x) + 3);
  };
  for (let x = left; x <= right; x++) for (const y of [top, bottom]) paint(x, y);
  for (let y = top; y <= bottom; y++) for (const x of [left, right]) paint(x, y);
}

/** The embedding's principal components; the true instances by palette. */
function embeddingPictures(embeddings: readonly Float32Array[]): TaskPictures {
  const [dimension] = protocol["instance-discrimination"].outputs;
  const vectors = embeddings.map((embedding) => pixelVectors(embedding, dimension));
  const all = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const own of vectors) {
    all.set(own, offset);
    offset += own.length;
  }
  const fitted = fitComponentColours(all, dimension);
  const palette = vocPalette();
  return {
    colours: { kind: "components" },
    prediction: ([embedding], size) => unitPicture(fitted.colour(pixelVectors(embedding, dimension)), size),
    truth: (target) => palettePicture(labels(target), outputSizeOf("instance-discrimination"), palette),
  };
}
