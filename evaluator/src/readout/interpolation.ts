/** Resampling as constant matrices: one per axis, `[outputs, inputs]`, row-major. */

import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import type { GridSize, Interpolation } from "./config.ts";

/**
 * Half-pixel centres, no antialiasing. "nearest" takes source floor(i * in / out). Both as in PyTorch, whose "nearest"
 * rounds the ratio to float32: where i * in / out is a whole number it can take the cell before.
 */
export function resizeMatrix(inputs: number, outputs: number, kernel: Interpolation): Float32Array {
  const matrix = new Float32Array(outputs * inputs);
  for (let target = 0; target < outputs; target++) {
    if (kernel === "nearest") {
      const source = Math.floor(Math.fround(target * Math.fround(inputs / outputs)));
      matrix[target * inputs + Math.min(inputs - 1, source)] = 1;
      continue;
    }
    const source = Math.max(0, ((target + 0.5) * inputs) / outputs - 0.5);
    const lower = Math.min(inputs - 1, Math.floor(source));
    const upper = Math.min(inputs - 1, lower + 1);
    matrix[target * inputs + lower] += 1 - (source - lower);
    matrix[target * inputs + upper] += source - lower;
  }
  return matrix;
}

/** Cubic convolution, a = -0.75, corners on corners; taps outside are zero or repeat the border. */
export function bicubicMatrix(inputs: number, outputs: number, padding: "zeros" | "border"): Float32Array {
  const matrix = new Float32Array(outputs * inputs);
  for (let target = 0; target < outputs; target++) {
    const source = outputs === 1 ? 0 : (target * (inputs - 1)) / (outputs - 1);
    const first = Math.floor(source) - 1;
    for (let tap = first; tap < first + 4; tap++) {
      const inside = tap >= 0 && tap < inputs;
      if (!inside && padding === "zeros") continue;
      const cell = Math.min(inputs - 1, Math.max(0, tap));
      matrix[target * inputs + cell] += cubic(Math.abs(source - tap));
    }
  }
  return matrix;
}

function cubic(distance: number): number {
  const a = -0.75;
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  return 0;
}

/** `x [..., h, w]` resampled by one matrix an axis; gives `[..., size[0], size[1]]`. Columns go first. */
export function resample(
  x: Tensor,
  size: GridSize,
  matrix: (inputs: number, outputs: number) => Float32Array,
): Tensor {
  const [rows, columns] = x.shape.slice(-2);
  const alongColumns = op.constant(matrix(columns, size[1]), [size[1], columns]);
  const alongRows = op.constant(matrix(rows, size[0]), [size[0], rows]);
  return op.matmul(alongRows, op.matmul(x, alongColumns, { right: "transposed" }));
}
