import { elementCount } from "../math/element-count.ts";
import type { ParameterLayout } from "./parameter-tensors.ts";

/** Below this a mask's peak, 1 / (sigma sqrt(2 pi)), leaves float32's useful range (our decision, PROTOCOL.md). */
export const minAbsoluteSigma = 1e-3;

export interface SigmaCrossing {
  readonly readout: number;
  readonly head: number;
  /** What the update made of it. */
  readonly sigma: number;
}

/** Moves every |sigma| below the bound back onto it, keeping its sign, in place. Returns what was moved. */
export function guardSigmas(parameters: Float32Array, { places }: ParameterLayout): SigmaCrossing[] {
  const crossings: SigmaCrossing[] = [];
  for (const { readout, name, shape, offset } of places) {
    if (name !== "sigma" || readout === null) continue;
    for (let head = 0; head < elementCount(shape); head++) {
      const sigma = parameters[offset + head];
      // NaN passes: the loss shows it, and hiding it here would not.
      if (!(Math.abs(sigma) < minAbsoluteSigma)) continue;
      crossings.push({ readout, head, sigma });
      parameters[offset + head] = sigma < 0 ? -minAbsoluteSigma : minAbsoluteSigma;
    }
  }
  return crossings;
}
