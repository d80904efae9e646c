/** Half-open rectangle of pixels that count. */
export interface DepthCrop {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
}

/** The Eigen crop of 480 x 640 NYUv2 images, as the field's Python code writes it (0-based, half-open: 426 x 560). */
export const eigenCrop: DepthCrop = { rowStart: 45, rowEnd: 471, columnStart: 41, columnEnd: 601 };

export interface DepthRange {
  /** Exclusive limits of a valid true depth. */
  readonly minDepthMeters: number;
  readonly maxDepthMeters: number;
  /** null: the whole image. */
  readonly crop: DepthCrop | null;
}

/** One image's part of the depth errors, over its valid pixels. */
export interface DepthErrorPart {
  readonly validPixels: number;
  /** Sum of (p - t)^2, square metres. */
  readonly squaredSum: number;
  /** Sum of |p - t| / t. */
  readonly relativeSum: number;
  /** Pixels with max(p / t, t / p) < 1.25. */
  readonly delta1Count: number;
}

export interface DepthErrors {
  readonly rmseMeters: number;
  readonly absRel: number;
  readonly delta1: number;
}

/**
 * Errors of one image. `prediction`, `truth`: depth in metres, `[H, W]` with `width` columns; `mask` (`[H, W]`) drops
 * pixels where it is 0. A pixel is valid where the truth is finite, strictly inside the range, in the crop and the
 * mask. Predictions are not clamped; NaN on a valid pixel makes every error NaN.
 */
export function depthErrorPart(
  prediction: ArrayLike<number>,
  truth: ArrayLike<number>,
  width: number,
  range: DepthRange,
  mask?: ArrayLike<number>,
): DepthErrorPart {
  if (prediction.length !== truth.length || truth.length % width !== 0) {
    throw new RangeError(
      `${prediction.length} predicted and ${truth.length} true depths; expected as many, in rows of ${width}`,
    );
  }
  const height = truth.length / width;
  const crop = range.crop ?? { rowStart: 0, rowEnd: height, columnStart: 0, columnEnd: width };
  let validPixels = 0;
  let squaredSum = 0;
  let relativeSum = 0;
  let delta1Count = 0;
  for (let y = crop.rowStart; y < Math.min(crop.rowEnd, height); y++) {
    for (let x = crop.columnStart; x < Math.min(crop.columnEnd, width); x++) {
      const pixel = y * width + x;
      const t = truth[pixel];
      if (!(t > range.minDepthMeters && t < range.maxDepthMeters && t < Number.POSITIVE_INFINITY)) continue;
      if (mask !== undefined && mask[pixel] === 0) continue;
      const p = prediction[pixel];
      validPixels++;
      squaredSum += (p - t) ** 2;
      relativeSum += Math.abs(p - t) / t;
      // Keeps NaN, which a comparison would turn into "not within the limit".
      delta1Count += Number.isNaN(p) ? Number.NaN : Math.max(p / t, t / p) < 1.25 ? 1 : 0;
    }
  }
  return { validPixels, squaredSum, relativeSum, delta1Count };
}

/** RMSE in metres, mean |p - t| / t and share within a factor of 1.25; NaN where no pixel is valid. */
export function depthErrors(part: DepthErrorPart): DepthErrors {
  return {
    rmseMeters: Math.sqrt(part.squaredSum / part.validPixels),
    absRel: part.relativeSum / part.validPixels,
    delta1: part.delta1Count / part.validPixels,
  };
}

/** One row of sufficient statistics: valid pixels, squared, relative, within 1.25. */
export function depthErrorRow(part: DepthErrorPart): number[] {
  return [part.validPixels, part.squaredSum, part.relativeSum, part.delta1Count];
}

/** Inverse of `depthErrorRow`, for an image's row or for the sums of many. */
export function depthErrorPartOfSums(sums: ArrayLike<number>): DepthErrorPart {
  return { validPixels: sums[0], squaredSum: sums[1], relativeSum: sums[2], delta1Count: sums[3] };
}
