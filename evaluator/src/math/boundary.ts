/** One image's part of the boundary metrics: pixel counts and the sum of binary cross-entropies, in nats. */
export interface BoundaryPart {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly crossEntropySum: number;
  readonly pixels: number;
}

/**
 * Compares a map of logits with a 0/1 target, both `[H * W]`. A pixel is predicted as boundary where its probability
 * exceeds 0.5, that is where the logit is positive. The binary cross-entropy with logits of a pixel is
 * max(x, 0) - x z + log(1 + e^-|x|).
 */
export function boundaryPart(logits: ArrayLike<number>, target: ArrayLike<number>): BoundaryPart {
  if (logits.length !== target.length) {
    throw new RangeError(`${logits.length} logits for ${target.length} target pixels; expected as many`);
  }
  let truePositives = 0;
  let falsePositives = 0;
  let falseNegatives = 0;
  let crossEntropySum = 0;
  for (let pixel = 0; pixel < logits.length; pixel++) {
    const x = logits[pixel];
    const isBoundary = target[pixel] !== 0;
    if (x > 0) {
      if (isBoundary) truePositives++;
      else falsePositives++;
    } else if (isBoundary) {
      falseNegatives++;
    }
    crossEntropySum += Math.max(x, 0) - (isBoundary ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
  return { truePositives, falsePositives, falseNegatives, crossEntropySum, pixels: logits.length };
}

/** IoU = TP / (TP + FP + FN), a fraction; NaN where nothing is predicted and nothing is there. */
export function boundaryIou(
  part: Pick<BoundaryPart, "truePositives" | "falsePositives" | "falseNegatives">,
): number {
  return part.truePositives / (part.truePositives + part.falsePositives + part.falseNegatives);
}

/** One row of sufficient statistics: TP, FP, FN, sum of cross-entropies, pixels. */
export function boundaryRow(part: BoundaryPart): number[] {
  return [part.truePositives, part.falsePositives, part.falseNegatives, part.crossEntropySum, part.pixels];
}

/** Inverse of `boundaryRow`, for an image's row or for the sums of many. */
export function boundaryPartOfSums(sums: ArrayLike<number>): BoundaryPart {
  return {
    truePositives: sums[0],
    falsePositives: sums[1],
    falseNegatives: sums[2],
    crossEntropySum: sums[3],
    pixels: sums[4],
  };
}
