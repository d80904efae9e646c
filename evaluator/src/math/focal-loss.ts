export interface FocalLossResult {
  readonly value: number;
  /** d value / d logits, `[n]` */
  readonly gradient: Float64Array;
}

/**
 * RetinaNet's focal loss with soft targets t in [0, 1] (Lin et al. 2017; torchvision's `sigmoid_focal_loss`): mean of
 * a (1 - q)^gamma BCE with q = p t + (1 - p)(1 - t), a = alpha t + (1 - alpha)(1 - t), p = sigmoid(logit).
 * The protocol's settings are alpha 0.25, gamma 2 (authors' released code). `logits`, `target`: `[n]`.
 */
export function sigmoidFocalLoss(
  logits: ArrayLike<number>,
  target: ArrayLike<number>,
  { alpha, gamma }: { readonly alpha: number; readonly gamma: number },
): FocalLossResult {
  assertSameLength(logits, target);
  const count = logits.length;
  const gradient = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const { p, complement, logP, logComplement } = probabilities(logits[i]);
    const t = target[i];
    const crossEntropy = -t * logP - (1 - t) * logComplement;
    const miss = p * (1 - t) + complement * t;
    const weight = alpha * t + (1 - alpha) * (1 - t);
    sum += weight * miss ** gamma * crossEntropy;
    const byMiss =
      gamma === 0 ? 0 : gamma * miss ** (gamma - 1) * (1 - 2 * t) * p * complement * crossEntropy;
    gradient[i] = (weight * (miss ** gamma * (p - t) + byMiss)) / count;
  }
  return { value: sum / count, gradient };
}

/**
 * CenterNet's penalty-reduced focal loss (Zhou et al. 2019, eq. 1): -sum / max(1, entries with t = 1), summing
 * (1 - p)^alpha ln p where t = 1 and (1 - t)^beta p^alpha ln(1 - p) elsewhere. p is not clamped; log-sigmoid keeps
 * the logarithms finite. `logits`, `target`: `[n]`, the whole batch.
 */
export function penaltyReducedFocalLoss(
  logits: ArrayLike<number>,
  target: ArrayLike<number>,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): FocalLossResult {
  assertSameLength(logits, target);
  const gradient = new Float64Array(logits.length);
  let sum = 0;
  let positives = 0;
  for (let i = 0; i < logits.length; i++) {
    const { p, complement, logP, logComplement } = probabilities(logits[i]);
    if (target[i] === 1) {
      positives++;
      sum += complement ** alpha * logP;
      gradient[i] = complement ** alpha * (complement - alpha * p * logP);
    } else {
      const penalty = (1 - target[i]) ** beta * p ** alpha;
      sum += penalty * logComplement;
      gradient[i] = penalty * (alpha * complement * logComplement - p);
    }
  }
  const scale = -1 / Math.max(1, positives);
  for (let i = 0; i < gradient.length; i++) gradient[i] *= scale;
  return { value: sum * scale, gradient };
}

/** sigmoid(x), 1 - sigmoid(x) and their logarithms, each without cancellation or overflow. */
function probabilities(x: number) {
  const tail = Math.exp(-Math.abs(x));
  const large = 1 / (1 + tail);
  const small = tail / (1 + tail);
  const softplus = Math.log1p(tail);
  const logP = Math.min(x, 0) - softplus;
  const logComplement = Math.min(-x, 0) - softplus;
  return x >= 0
    ? { p: large, complement: small, logP, logComplement }
    : { p: small, complement: large, logP, logComplement };
}

function assertSameLength(logits: ArrayLike<number>, target: ArrayLike<number>): void {
  if (logits.length !== target.length) {
    throw new RangeError(`${logits.length} logits for ${target.length} targets; expected as many`);
  }
}
