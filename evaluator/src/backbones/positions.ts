import { type ResizeKernel, resizeChannels } from "../data/resize.ts";
import type { Value } from "../onnx/index.ts";
import type { Model } from "./layers.ts";
import type { PositionOptions } from "./options.ts";

type Grid = readonly [number, number];

/** [rows, columns] -> [columns, rows] */
function swapAxes(data: Float32Array, rows: number, columns: number): Float32Array {
  const swapped = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      swapped[column * rows + row] = data[row * columns + column]!;
    }
  }
  return swapped;
}

/** Channels of an image to the end: [D, h, w] -> [h, w, D]. */
export function channelsLast(data: Float32Array, dim: number): Float32Array {
  return swapAxes(data, dim, data.length / dim);
}

/** [from, from, D] -> [to, to, D] */
function resampleGrid(
  data: Float32Array,
  from: Grid,
  to: Grid,
  dim: number,
  resample: PositionOptions["resample"],
): Float32Array {
  const channels = swapAxes(data, from[0] * from[1], dim);
  const [kernel, offset] = kernelOf(resample);
  return channelsLast(resizeChannels(channels, dim, ...from, ...to, kernel, offset), dim);
}

function kernelOf(resample: PositionOptions["resample"]): [ResizeKernel, number] {
  if (resample?.kernel === "bilinear") return ["bilinear", 0];
  return resample?.antialias === false ? ["bicubic", resample.offset] : ["bicubic-antialias", 0];
}

/**
 * Learned positions of the run's grid with their prefix slots in front: [1, slots + h * w, D]. A grid of another size is
 * resampled (as timm does it, bicubic and antialiased, unless the options say otherwise) and becomes part of the graph.
 */
export function learnedPositions({ graph, weights }: Model, dim: number, o: PositionOptions): Value {
  const slots = o.prefix_slots;
  const stored = [1, slots + o.grid[0] * o.grid[1], dim];
  const run = o.run_grid ?? o.grid;
  if (run.join() === o.grid.join()) return weights.tensor("pos_embed", stored);
  const length = slots + run[0] * run[1];
  const values = weights.read("pos_embed", stored, length * dim);
  const positions = new Float32Array(length * dim);
  positions.set(values.subarray(0, slots * dim));
  positions.set(resampleGrid(values.subarray(slots * dim), o.grid, run, dim, o.resample), slots * dim);
  return graph.constant("float32", [1, length, dim], positions, "pos_embed.resampled");
}
