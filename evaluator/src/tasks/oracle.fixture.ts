/** For tests and benchmarks: features that contain the answer, and features that contain nothing. */

import type { InstanceAnnotation } from "../data/coco-file.ts";
import type { DepthMap } from "../data/dataset.ts";
import { resizeChannels } from "../data/resize.ts";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import { outputSize, type Size } from "../protocol.ts";
import { croppedInstanceIds } from "./coco-crop.ts";
import type { NumberedInstances } from "./instance-discrimination.ts";
import type { ProbedFeatures } from "./probe.fixture.ts";
import type { Task } from "./task.ts";

/** `[C, height, width]` at the output's size. */
interface Planes {
  readonly channels: number;
  readonly data: Float32Array;
}

/** Features that hold a task's answer: each cell of the grid has `parts` x `parts` of it as channels. */
export interface OracleFeatures extends ProbedFeatures {
  /** Of the answer itself: codes, or maps. */
  readonly channels: number;
  readonly parts: number;
}

export const codeLength = 12;

/** A fixed vector of +-1 for a label. */
export function codeOf(label: number, salt: number): number[] {
  const random = xoshiro128([label, salt, 0, 0]);
  return Array.from({ length: codeLength }, () => (uniformFraction(random) < 0.5 ? -1 : 1));
}

/** Every label's code where it is. */
function coded(labels: ArrayLike<number>, salt: number): Planes {
  const pixels = labels.length;
  const data = new Float32Array(codeLength * pixels);
  const codes = new Map<number, number[]>();
  for (let pixel = 0; pixel < pixels; pixel++) {
    const own = codes.get(labels[pixel]) ?? codeOf(labels[pixel], salt);
    codes.set(labels[pixel], own);
    for (let c = 0; c < codeLength; c++) data[c * pixels + pixel] = own[c];
  }
  return { channels: codeLength, data };
}

const joined = (parts: readonly ArrayLike<number>[]): Float32Array =>
  Float32Array.from(parts.flatMap((part) => Array.from(part)));

/** What a task asks for, as planes. `salt`: the image's, so that instances of two images differ. */
function answer(task: Task<unknown, unknown>, annotation: unknown, size: Size, salt: number): Planes {
  const target = () => task.batchTargets([task.target(annotation)], xoshiro128([0, 0, 0, 0]));
  switch (task.id) {
    case "voc2012":
    case "segmentation":
    case "coco-stuff":
      return coded(target() as Uint8Array, 0);
    case "boundaries":
      return { channels: 1, data: Float32Array.from(target() as Uint8Array) };
    case "depth":
    case "nyuv2-depth": {
      const { depthMeters, height, width } = annotation as DepthMap;
      return { channels: 1, data: resizeChannels(depthMeters, 1, height, width, ...size, "nearest") };
    }
    case "object-detection": {
      const maps = target() as Float32Array;
      const ids = croppedInstanceIds(annotation as InstanceAnnotation[], size);
      return { channels: 3, data: joined([maps.subarray(0, ids.length), ...extents(ids, size)]) };
    }
    case "instance-discrimination": {
      const { annotations } = annotation as NumberedInstances;
      return coded(croppedInstanceIds(annotations, size), salt);
    }
  }
}

/** Each instance's width and height, as shares of the side, wherever it is. */
function extents(ids: ArrayLike<number>, [height, width]: Size): Float32Array[] {
  const found = new Map<number, { left: number; right: number; top: number; bottom: number }>();
  const at = (pixel: number) => [pixel % width, Math.floor(pixel / width)] as const;
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const [x, y] = at(pixel);
    const known = found.get(ids[pixel]) ?? { left: x, right: x, top: y, bottom: y };
    const { left, right, top } = known;
    found.set(ids[pixel], { left: Math.min(left, x), right: Math.max(right, x), top, bottom: y });
  }
  const plane = (of: (id: number) => number) =>
    Float32Array.from({ length: ids.length }, (_, pixel) => (ids[pixel] === 0 ? 0 : of(ids[pixel])));
  const box = (id: number) => found.get(id) ?? { left: 0, right: 0, top: 0, bottom: 0 };
  return [
    plane((id) => (box(id).right - box(id).left) / width),
    plane((id) => (box(id).bottom - box(id).top) / height),
  ];
}

/** Averages planes over `parts` x `parts` parts of each cell; the parts become channels. `[C * parts^2, rows, columns]` */
function intoCells(
  { channels, data }: Planes,
  size: Size,
  [rows, columns]: Size,
  parts: number,
): Float32Array {
  const [tall, wide] = [rows * parts, columns * parts];
  const fine = resizeChannels(data, channels, ...size, tall, wide, "bilinear-antialias");
  const cells = new Float32Array(fine.length);
  let to = 0;
  for (let c = 0; c < channels; c++) {
    for (let part = 0; part < parts * parts; part++) {
      for (let cell = 0; cell < rows * columns; cell++) {
        const y = Math.floor(cell / columns) * parts + Math.floor(part / parts);
        const x = (cell % columns) * parts + (part % parts);
        cells[to++] = fine[(c * tall + y) * wide + x];
      }
    }
  }
  return cells;
}

/** Parts of a cell that each task's answer is told apart in: outlines and centres are finer than regions. */
const partsOf = (task: Task<unknown, unknown>): number =>
  task.id === "boundaries" || task.id === "object-detection" ? 4 : 2;

async function made(
  ids: readonly string[],
  length: number,
  make: (id: string) => Promise<Float32Array>,
): Promise<Float32Array> {
  const batch = new Float32Array(ids.length * length);
  for (const [place, id] of ids.entries()) batch.set(await make(id), place * length);
  return batch;
}

/** Features that are the true answer, on the grid of the queries. */
export function oracleFeatures(
  task: Task<unknown, unknown>,
  readAnnotation: (id: string) => Promise<unknown>,
): OracleFeatures {
  const size = outputSize(task);
  const parts = partsOf(task);
  const maps = { boundaries: 1, "nyuv2-depth": 1, "object-detection": 3 } as Partial<Record<string, number>>;
  const channels = maps[task.id] ?? codeLength;
  const featureDim = channels * parts * parts;
  const length = featureDim * task.queryGrid[0] * task.queryGrid[1];
  const known = new Map<string, Float32Array>();
  const make = async (id: string) => {
    const before = known.get(id);
    if (before) return before;
    const planes = answer(task, await readAnnotation(id), size, saltOf(id));
    const features = intoCells(planes, size, task.queryGrid, parts);
    known.set(id, features);
    return features;
  };
  const batch = (ids: readonly string[]) => made(ids, length, make);
  return { featureDim, featureGrid: task.queryGrid, channels, parts, batch };
}

/** Noise of the same shape, always the same for an image. */
export function noiseFeatures({ featureDim, featureGrid }: ProbedFeatures): ProbedFeatures {
  const length = featureDim * featureGrid[0] * featureGrid[1];
  const make = async (id: string) => {
    const random = xoshiro128([saltOf(id), 1, 0, 0]);
    return Float32Array.from({ length }, () => 4 * uniformFraction(random) - 2);
  };
  return { featureDim, featureGrid, batch: (ids) => made(ids, length, make) };
}

const saltOf = (id: string): number =>
  [...id].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);
