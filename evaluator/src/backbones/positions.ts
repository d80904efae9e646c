import type { Value } from "../onnx/index.ts";
import type { Model } from "./layers.ts";
import type { PositionOptions } from "./options.ts";

export interface CubicKernel {
  /** Coefficient a of Keys' cubic: -0.5 in antialiased resampling (as Pillow), -0.75 otherwise (as OpenCV). */
  readonly a: -0.5 | -0.75;
  /** antialias: widened by the scale when shrinking, weights renormalised at the border; plain: border repeated. */
  readonly border: "antialias" | "clamp";
}

function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** Weights [to, from] that resample an axis; half-pixel centres. */
function axisWeights(from: number, to: number, kernel: CubicKernel): Float64Array {
  const weights = new Float64Array(to * from);
  const step = from / to;
  const widening = kernel.border === "antialias" ? Math.max(step, 1) : 1;
  for (let index = 0; index < to; index++) {
    const centre = (index + 0.5) * step - 0.5;
    const first = Math.floor(centre - 2 * widening);
    const last = Math.ceil(centre + 2 * widening);
    let sum = 0;
    for (let source = first; source <= last; source++) {
      const weight = cubic((source - centre) / widening, kernel.a);
      const inside = source >= 0 && source < from;
      if (!inside && kernel.border === "antialias") continue;
      weights[index * from + Math.min(Math.max(source, 0), from - 1)]! += weight;
      sum += weight;
    }
    for (let source = 0; source < from; source++) weights[index * from + source]! /= sum;
  }
  return weights;
}

/** Resamples a grid of position vectors, one axis after the other: [from, from, D] -> [to, to, D], rows first. */
export function resampleGrid(
  grid: Float32Array,
  [fromRows, fromColumns]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  dim: number,
  kernel: CubicKernel,
): Float32Array {
  const alongColumns = contract(grid, fromRows, fromColumns, dim, axisWeights(fromColumns, columns, kernel));
  return contract(alongColumns, 1, fromRows, columns * dim, axisWeights(fromRows, rows, kernel));
}

/** [outer, from, inner] x [to, from] -> [outer, to, inner] */
function contract(
  data: Float32Array,
  outer: number,
  from: number,
  inner: number,
  weights: Float64Array,
): Float32Array {
  const to = weights.length / from;
  const result = new Float32Array(outer * to * inner);
  const sum = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < to; t++) {
      sum.fill(0);
      for (let f = 0; f < from; f++) {
        const weight = weights[t * from + f]!;
        if (weight === 0) continue;
        const start = (o * from + f) * inner;
        for (let i = 0; i < inner; i++) sum[i]! += weight * data[start + i]!;
      }
      result.set(sum, (o * to + t) * inner);
    }
  }
  return result;
}

/** Learned positions of the run's grid with their prefix slots in front: [1, slots + h * w, D]. */
export function learnedPositions({ graph, weights }: Model, dim: number, o: PositionOptions): Value {
  const slots = o.prefix_slots;
  const stored = [1, slots + o.grid[0] * o.grid[1], dim];
  const run = o.run_grid ?? o.grid;
  if (run.join() === o.grid.join()) return weights.tensor("pos_embed", stored);
  const length = slots + run[0] * run[1];
  const values = weights.read("pos_embed", stored, length * dim);
  const kernel = { a: -0.5, border: "antialias" } as const;
  const grid = resampleGrid(values.subarray(slots * dim), o.grid, run, dim, kernel);
  const positions = new Float32Array(length * dim);
  positions.set(values.subarray(0, slots * dim));
  positions.set(grid, slots * dim);
  return graph.constant("float32", [1, length, dim], positions, "pos_embed.resampled");
}
