export interface SigLossOptions {
  /** Weight of the squared mean: 0.15 in DINOv2's SigLoss. */
  readonly lambda: number;
  /** Added before each logarithm, metres. */
  readonly epsilonMeters: number;
  /** A true depth t is valid where min < t <= max, metres. */
  readonly minDepthMeters: number;
  readonly maxDepthMeters: number;
}

/** The protocol's settings (DINOv2 `sigloss.py`; PROTOCOL.md). */
export const protocolSigLoss: SigLossOptions = {
  lambda: 0.15,
  epsilonMeters: 0.001,
  minDepthMeters: 0.001,
  maxDepthMeters: 10,
};

export interface SigLossResult {
  readonly value: number;
  /** d value / d prediction, `[n]`; 0 on invalid pixels and where the prediction is not positive. */
  readonly gradient: Float64Array;
  readonly validPixels: number;
}

/**
 * Scale-invariant log loss sqrt(var(g) + lambda * mean(g)^2), g = ln(relu(p) + eps) - ln(t + eps), the variance with
 * n - 1, over the valid pixels of the whole batch. `prediction`, `truth`: metres, any shape, `[n]`. Needs two valid
 * pixels: NaN with one or none. Where the value is 0 the gradient has no direction and is given as 0.
 */
export function sigLoss(
  prediction: ArrayLike<number>,
  truth: ArrayLike<number>,
  options: SigLossOptions,
): SigLossResult {
  if (prediction.length !== truth.length) {
    throw new RangeError(`${prediction.length} predictions for ${truth.length} depths; expected as many`);
  }
  const { lambda, epsilonMeters: epsilon } = options;
  const ratio = new Float64Array(truth.length).fill(Number.NaN);
  let validPixels = 0;
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    if (!(truth[i] > options.minDepthMeters && truth[i] <= options.maxDepthMeters)) continue;
    ratio[i] = Math.log(Math.max(prediction[i], 0) + epsilon) - Math.log(truth[i] + epsilon);
    sum += ratio[i];
    validPixels++;
  }
  const mean = sum / validPixels;
  const isValid = (i: number) => truth[i] > options.minDepthMeters && truth[i] <= options.maxDepthMeters;
  let squares = 0;
  for (let i = 0; i < truth.length; i++) if (isValid(i)) squares += (ratio[i] - mean) ** 2;
  const value = Math.sqrt(squares / (validPixels - 1) + lambda * mean * mean);
  const gradient = new Float64Array(truth.length);
  for (let i = 0; i < truth.length; i++) {
    if (!isValid(i) || !(prediction[i] > 0) || value === 0) continue;
    const byRatio = ((ratio[i] - mean) / (validPixels - 1) + (lambda * mean) / validPixels) / value;
    gradient[i] = byRatio / (prediction[i] + epsilon);
  }
  return { value, gradient, validPixels };
}
