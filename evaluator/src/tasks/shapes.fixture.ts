/** For tests: data sets in memory, images of a few ellipses and rectangles with every kind of annotation. */

import type { TaskId } from "../contract/index.ts";
import type { InstanceAnnotation } from "../data/coco-file.ts";
import type { Dataset, DepthMap, LabelMap, Splits } from "../data/dataset.ts";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import { runsArea, runsBox, runsFromMask } from "../math/rle.ts";
import type { InstanceDataset } from "./instance-discrimination.ts";

const side = 96;
const objectsPerImage = 4;

interface ShapesImage {
  /** `[side, side]`, 0: background. */
  readonly ids: Uint8Array;
  /** Class and depth of each object, and of the background first. */
  readonly classes: readonly number[];
  readonly depthsMeters: readonly number[];
}

function draw(number: number): ShapesImage {
  const random = xoshiro128([number, 0x73686170, 0, 0]);
  const between = (low: number, high: number) => low + (high - low) * uniformFraction(random);
  const ids = new Uint8Array(side * side);
  const quarters = [0, 1, 2, 3];
  for (let object = 1; object <= objectsPerImage; object++) {
    // One a quarter, so that none hides another.
    const quarter = quarters.splice(Math.floor(between(0, quarters.length)), 1)[0];
    const half = side / 4;
    const [x, y] = [half * (1 + 2 * (quarter & 1)), half * (1 + 2 * (quarter >> 1))].map(
      (middle) => middle + between(-4, 4),
    );
    const [width, height] = [between(10, 20), between(10, 20)];
    const round = uniformFraction(random) < 0.5;
    for (let pixel = 0; pixel < ids.length; pixel++) {
      const [u, v] = [((pixel % side) - x) / width, (Math.floor(pixel / side) - y) / height];
      const inside = round ? u * u + v * v < 1 : Math.max(Math.abs(u), Math.abs(v)) < 0.9;
      if (inside) ids[pixel] = object;
    }
  }
  const objects = Array.from({ length: objectsPerImage }, () => Math.floor(between(1, 6)));
  const depths = Array.from({ length: objectsPerImage }, () => between(1, 4));
  return { ids, classes: [0, ...objects], depthsMeters: [6, ...depths] };
}

function annotations({ ids, classes }: ShapesImage): InstanceAnnotation[] {
  return classes.slice(1).map((categoryId, index) => {
    const mask = runsFromMask(
      ids.map((id) => (id === index + 1 ? 1 : 0)),
      side,
      side,
    );
    return { id: index + 1, categoryId, isCrowd: false, area: runsArea(mask), box: runsBox(mask), mask };
  });
}

const labels = ({ ids, classes }: ShapesImage): LabelMap => ({
  ...{ width: side, height: side },
  data: ids.map((id) => classes[id]),
});

const depth = ({ ids, depthsMeters }: ShapesImage): DepthMap => ({
  ...{ width: side, height: side },
  depthMeters: Float32Array.from(ids, (id) => depthsMeters[id]),
});

function annotationOf(task: TaskId, image: ShapesImage, number: number): unknown {
  switch (task) {
    case "voc2012":
    case "coco-stuff":
    case "segmentation":
      return labels(image);
    case "depth":
    case "nyuv2-depth":
      return depth(image);
    case "boundaries":
    case "object-detection":
      return annotations(image);
    case "instance-discrimination":
      return { annotations: annotations(image), firstClass: 1 + number * objectsPerImage };
  }
}

const names = (from: number, count: number) => Array.from({ length: count }, (_, index) => `${from + index}`);

/** The task's annotations of `train` training images, a sixth as many for validation, and `test` others. */
export function shapesDataset(
  task: TaskId,
  train: number,
  test: number,
): Dataset<unknown> & Pick<InstanceDataset, "classes"> {
  const validation = task === "instance-discrimination" ? 0 : Math.ceil(train / 6);
  const splits: Splits = {
    train: names(0, train),
    validation: names(train, validation),
    test: names(train + validation, test),
  };
  return {
    ...{ id: "coco2017", distribution: "custom", root: "(memory)", fingerprint: "0".repeat(64), splits },
    classes: 1 + train * objectsPerImage,
    readImage: () => Promise.reject(new Error("shapes have no images")),
    imagePath: () => null,
    readAnnotation: async (id) => annotationOf(task, draw(Number(id)), Number(id)),
    verify: async () => null,
    [Symbol.asyncDispose]: async () => {},
  };
}
