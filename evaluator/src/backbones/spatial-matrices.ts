/** Resampling of one axis as a matrix, `[outputs, inputs]`, row-major. */
import { resizeChannels } from "../data/resize.ts";

/** Adaptive average pooling as PyTorch does it: output i averages inputs floor(i in / out) up to ceil((i + 1) in / out). */
export function poolingMatrix(inputs: number, outputs: number): Float32Array {
  const matrix = new Float32Array(outputs * inputs);
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor((output * inputs) / outputs);
    const end = Math.ceil(((output + 1) * inputs) / outputs);
    matrix.fill(1 / (end - first), output * inputs + first, output * inputs + end);
  }
  return matrix;
}

/** PyTorch's bicubic enlargement without antialiasing (a = -0.75, border repeated), as its effect on unit vectors. */
export function bicubicDoubling(inputs: number, outputs: number): Float32Array {
  const identity = new Float32Array(inputs * inputs);
  for (let i = 0; i < inputs; i++) identity[i * inputs + i] = 1;
  return resizeChannels(identity, 1, inputs, inputs, outputs, inputs, "bicubic");
}
