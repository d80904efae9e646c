import { bundleMaxBytes } from "../contract/index.ts";

/**
 * Bytes that cells of so many parameters leave in the output folder at most: bundles and readouts, and two checkpoints
 * while a third replaces the older: parameters and two moments of the latest and of the best state.
 */
export function outputBytes(parameters: readonly number[]): number {
  const sizes = parameters.map((count) => 4 * count);
  return sizes.reduce((sum, bytes) => sum + bundleMaxBytes + bytes, 0) + 3 * 6 * Math.max(0, ...sizes);
}
