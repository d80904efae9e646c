import sharp from "sharp";
import { outputNames } from "../artefacts/class-names.ts";
import { fitComponentColours, pixelVectors } from "../artefacts/component-colours.ts";
import { perceptualRamp, type TaskId, vocPalette } from "../contract/index.ts";
import type { RgbImage } from "../data/dataset.ts";
import { encodeIndexedPng } from "../data/indexed-png.ts";
import { encodeSafetensors } from "../files/safetensors.ts";
import type { SizedBox } from "../math/box.ts";
import { decodeCenters, protocolCenterDecode } from "../math/center-decode.ts";
import type { Size } from "../protocol.ts";
import { blend, drawFrame } from "./overlay.ts";
import { eachPixel, type ImageSides, type Window, windowIn } from "./placement.ts";

/** A file of one image's prediction; `suffix` follows the image's name. */
export interface OutputFile {
  readonly suffix: string;
  readonly bytes: Uint8Array;
}

/** One image's outputs and where they belong. */
export interface Predicted {
  /** One `[n, rows, columns]` a readout. */
  readonly outputs: readonly Float32Array[];
  readonly size: Size;
  readonly image: ImageSides;
  readonly window: Window;
}

/** What a task's outputs become for a person who has images and no truth. */
export interface TaskOutputs {
  /** What a reader has to know of the files, as JSON. */
  readonly legend: Readonly<Record<string, unknown>>;
  files(predicted: Predicted): Promise<OutputFile[]>;
  /** Draws over the image, which may be smaller than it is. */
  draw(predicted: Predicted, picture: RgbImage): void;
}

/** @param classes of own data */
export function taskOutputs(
  task: TaskId,
  { classes, embeddings }: { readonly classes: readonly string[] | null; readonly embeddings: boolean },
): TaskOutputs {
  switch (task) {
    case "voc2012":
    case "coco-stuff":
    case "segmentation":
      return classMaps(outputNames(task, classes) ?? []);
    case "nyuv2-depth":
    case "depth":
      return depthMaps();
    case "boundaries":
      return boundaryMaps();
    case "object-detection":
      return boxes();
    case "instance-discrimination":
      return components(embeddings);
  }
}

/** The file's own value for pixels outside of the part that a task looks at. */
const notLooked = 255;
const covering = 0.6;

function argMax(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}

function classMaps(names: readonly (string | null)[]): TaskOutputs {
  const palette = vocPalette();
  const hex = (index: number) =>
    `#${Buffer.from(palette.subarray(3 * index, 3 * index + 3)).toString("hex")}`;
  const listed = names.flatMap((name, index) => (name === null ? [] : [{ index, name, colour: hex(index) }]));
  return {
    legend: { map: "class index a pixel, 255 where the task does not look", classes: listed },
    async files({ outputs: [logits], size, window, image }) {
      const data = new Uint8Array(image.width * image.height).fill(notLooked);
      eachPixel(logits, size, window, image, (pixel, values) => {
        data[pixel] = argMax(values);
      });
      return [{ suffix: ".classes.png", bytes: encodeIndexedPng({ ...sidesOf(image), data }, { palette }) }];
    },
    draw({ outputs: [logits], size, window, image }, picture) {
      eachPixel(logits, size, windowIn(window, image, picture), picture, (pixel, values) => {
        const index = argMax(values);
        // What is no object of interest stays as it is.
        if (names[index] !== "background") blend(picture, pixel, palette, covering, 3 * index);
      });
    },
  };
}

/** Millimetres: up to 65 m fit into 16 bits. */
const unitsPerMetre = 1000;
const mostUnits = 65_535;

/** Colours of one image's depths: the nearest is bright, the farthest dark. */
function depthColours(depth: Float32Array): (meters: number) => number {
  const [near, far] = [leastOf(depth), -leastOf(depth.map((meters) => -meters))];
  return (meters) => (far > near ? Math.round((255 * (far - meters)) / (far - near)) : 0);
}

function depthMaps(): TaskOutputs {
  const ramp = perceptualRamp();
  return {
    legend: {
      map: "depth in millimetres, 16 bits; 0 where the task does not look",
      colours: "from the nearest (bright) to the farthest (dark) of each image",
    },
    async files({ outputs: [depth], size, window, image }) {
      const units = new Uint16Array(image.width * image.height);
      const colours = new Uint8Array(units.length);
      const colourOf = depthColours(depth);
      eachPixel(depth, size, window, image, (pixel, [meters]) => {
        units[pixel] = Math.min(mostUnits, Math.max(1, Math.round(unitsPerMetre * meters)));
        colours[pixel] = colourOf(meters);
      });
      const png = sharp(units, { raw: { ...sidesOf(image), channels: 1 } })
        .toColourspace("grey16")
        .png();
      const picture = encodeIndexedPng({ ...sidesOf(image), data: colours }, { palette: ramp });
      return [
        { suffix: ".depth.png", bytes: await png.toBuffer() },
        { suffix: ".depth-colours.png", bytes: picture },
      ];
    },
    draw({ outputs: [depth], size, window, image }, picture) {
      const colourOf = depthColours(depth);
      eachPixel(depth, size, windowIn(window, image, picture), picture, (pixel, [meters]) => {
        blend(picture, pixel, ramp, covering, 3 * colourOf(meters));
      });
    },
  };
}

const leastOf = (values: Float32Array): number => values.reduce((least, value) => Math.min(least, value));
const sidesOf = ({ width, height }: ImageSides): ImageSides => ({ width, height });
const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

const marked = [255, 214, 10] as const;

function boundaryMaps(): TaskOutputs {
  return {
    legend: { map: "probability of a boundary, 0 to 255; 0 where the task does not look" },
    async files({ outputs: [logits], size, window, image }) {
      const data = new Uint8Array(image.width * image.height);
      eachPixel(logits, size, window, image, (pixel, [logit]) => {
        data[pixel] = Math.round(255 * logistic(logit));
      });
      return [{ suffix: ".boundaries.png", bytes: encodeIndexedPng({ ...sidesOf(image), data }) }];
    },
    draw({ outputs: [logits], size, window, image }, picture) {
      eachPixel(logits, size, windowIn(window, image, picture), picture, (pixel, [logit]) => {
        blend(picture, pixel, marked, logistic(logit));
      });
    },
  };
}

interface FoundBox {
  /** Left, top, width, height in pixels of the image, as COCO writes boxes. */
  readonly box: SizedBox;
  readonly score: number;
}

/** Boxes by falling score. */
function foundBoxes({ outputs: [heatmap, sizes], size: [rows, columns], window }: Predicted): FoundBox[] {
  const decoded = decodeCenters(heatmap, sizes, { height: rows, width: columns }, protocolCenterDecode);
  const [x, y] = [window.width / columns, window.height / rows];
  return decoded.boxes.map(([left, top, right, bottom], index) => ({
    box: [window.left + x * left, window.top + y * top, x * (right - left), y * (bottom - top)],
    score: decoded.scores[index],
  }));
}

/** Boxes drawn: those that a person can tell apart, and none that is all but noise. */
const drawn = { most: 10, leastScore: 0.1 } as const;

function boxes(): TaskOutputs {
  return {
    legend: { boxes: "left, top, width, height in pixels of the image, by falling score; of no class" },
    async files(predicted) {
      const document = { ...sidesOf(predicted.image), boxes: foundBoxes(predicted) };
      return [{ suffix: ".boxes.json", bytes: Buffer.from(JSON.stringify(document, null, 2)) }];
    },
    draw(predicted, picture) {
      const { image } = predicted;
      const [x, y] = [picture.width / image.width, picture.height / image.height];
      const seen = foundBoxes(predicted).filter(({ score }) => score >= drawn.leastScore);
      for (const { box } of seen.slice(0, drawn.most)) {
        const [left, top, width, height] = box;
        drawFrame(picture, [x * left, y * top, x * (left + width), y * (top + height)], marked);
      }
    },
  };
}

function components(embeddings: boolean): TaskOutputs {
  return {
    legend: {
      overlay: "the first three principal components of each image's own embeddings as red, green and blue",
      ...(embeddings
        ? { embedding: "safetensors, embedding [32, rows, columns] of the part looked at" }
        : {}),
    },
    async files({ outputs: [data], size: [rows, columns] }) {
      if (!embeddings) return [];
      const dims = [data.length / (rows * columns), rows, columns];
      const bytes = encodeSafetensors(new Map([["embedding", { dims, data }]]));
      return [{ suffix: ".embedding.safetensors", bytes }];
    },
    draw({ outputs: [embedding], size, window, image }, picture) {
      const pixels = size[0] * size[1];
      const vectors = pixelVectors(embedding, embedding.length / pixels);
      const unit = fitComponentColours(vectors, embedding.length / pixels).colour(vectors);
      const planes = Float32Array.from({ length: 3 * pixels }, (_, at) => {
        return 255 * unit[3 * (at % pixels) + Math.floor(at / pixels)];
      });
      eachPixel(planes, size, windowIn(window, image, picture), picture, (pixel, colour) => {
        blend(picture, pixel, colour, covering);
      });
    },
  };
}
