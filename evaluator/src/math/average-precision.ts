import { type ImageMatches, overlapThresholds } from "./detection-matching.ts";

/** All detections of a set by falling score, ready to be counted once or over many resamples. */
export interface RankedDetections {
  readonly imageCount: number;
  /** Image of each detection. `[detections]` */
  readonly image: Uint32Array;
  readonly foundBits: Uint16Array;
  readonly ignoredBits: Uint16Array;
  /** Detections that are found, by overlap threshold. `[10]` */
  readonly foundCount: Uint32Array;
  /** Truths that count, by image. `[images]` */
  readonly truthCount: Uint32Array;
}

/** AP and recall at each overlap threshold, `[10]`; -1 where no truth counts. */
export interface PrecisionRecall {
  readonly averagePrecision: Float64Array;
  readonly recall: Float64Array;
}

/**
 * Puts the images' detections in one order: by falling score, ties by image (in the order given: ascending id), then by
 * place within the image. At most `limit` detections an image; those ignored at every threshold are left out.
 */
export function rankDetections(images: readonly ImageMatches[], limit = 100): RankedDetections {
  const entries = images.flatMap((matches, image) =>
    Array.from(matches.scores.subarray(0, limit), (score, place) => ({
      image,
      score,
      found: matches.foundBits[place],
      ignored: matches.ignoredBits[place],
    })).filter(({ ignored }) => ignored !== everyThreshold),
  );
  entries.sort((a, b) => b.score - a.score);
  return {
    imageCount: images.length,
    image: Uint32Array.from(entries, (entry) => entry.image),
    foundBits: Uint16Array.from(entries, (entry) => entry.found),
    ignoredBits: Uint16Array.from(entries, (entry) => entry.ignored),
    foundCount: Uint32Array.from(
      overlapThresholds,
      (_, t) => entries.filter((entry) => ((entry.found >> t) & 1) === 1).length,
    ),
    truthCount: Uint32Array.from(images, (matches) => matches.truthCount),
  };
}

const everyThreshold = (1 << overlapThresholds.length) - 1;
const recallSteps = 101;
/** numpy's eps, which pycocotools adds to the denominator of precision. */
const machineEpsilon = 2.220446049250313e-16;

/**
 * Precision at 101 recalls and final recall per overlap threshold, image i counted `multiplicity[i]` times (once
 * without it), as pycocotools' `COCOeval.accumulate` does. A detection that occurs m times is one step of m: within
 * such a step precision is least or greatest at its ends, so the interpolated curve is that of m single steps.
 */
export function precisionRecall(
  detections: RankedDetections,
  multiplicity?: ArrayLike<number>,
): PrecisionRecall {
  const thresholdCount = overlapThresholds.length;
  const averagePrecision = new Float64Array(thresholdCount).fill(-1);
  const recall = new Float64Array(thresholdCount).fill(-1);
  let truths = 0;
  for (let i = 0; i < detections.imageCount; i++) {
    truths += (multiplicity === undefined ? 1 : multiplicity[i]) * detections.truthCount[i];
  }
  if (truths === 0) return { averagePrecision, recall };
  const curves = truePositiveSteps(detections, multiplicity);
  for (let t = 0; t < thresholdCount; t++) {
    const { found, precision, steps } = curves[t];
    averagePrecision[t] = interpolatedAverage(found, precision, steps, truths);
    recall[t] = steps === 0 ? 0 : found[steps - 1] / truths;
  }
  return { averagePrecision, recall };
}

interface Curve {
  /** True positives after each step that adds some. */
  readonly found: Float64Array;
  /** Precision after that step. */
  readonly precision: Float64Array;
  steps: number;
}

/** Only true positives raise recall, so precision is needed there alone; false ones just count. */
function truePositiveSteps(
  { image, foundBits, ignoredBits, foundCount }: RankedDetections,
  multiplicity?: ArrayLike<number>,
): Curve[] {
  const curves = Array.from(
    foundCount,
    (count): Curve => ({ found: new Float64Array(count), precision: new Float64Array(count), steps: 0 }),
  );
  const found = new Float64Array(curves.length);
  const ignored = new Float64Array(curves.length);
  let seen = 0;
  for (let d = 0; d < image.length; d++) {
    const times = multiplicity === undefined ? 1 : multiplicity[image[d]];
    seen += times;
    const foundHere = foundBits[d];
    const ignoredHere = ignoredBits[d];
    // Nearly all detections are wrong at every threshold.
    if (times === 0 || (foundHere | ignoredHere) === 0) continue;
    for (let t = 0; t < curves.length; t++) {
      if ((ignoredHere >> t) & 1) ignored[t] += times;
      if (((foundHere >> t) & 1) === 0) continue;
      found[t] += times;
      const curve = curves[t];
      curve.found[curve.steps] = found[t];
      curve.precision[curve.steps] = found[t] / (seen - ignored[t] + machineEpsilon);
      curve.steps++;
    }
  }
  return curves;
}

/** Mean over the recalls 0, 0.01, ... 1 of the best precision at that recall or beyond. */
function interpolatedAverage(
  found: Float64Array,
  precision: Float64Array,
  steps: number,
  truths: number,
): number {
  let sum = 0;
  let best = 0;
  let step = steps - 1;
  for (let r = recallSteps - 1; r >= 0; r--) {
    // i * 0.01 is numpy's linspace; i / 100 is not.
    const recall = r * 0.01;
    while (step >= 0 && found[step] / truths >= recall) {
      best = Math.max(best, precision[step]);
      step--;
    }
    sum += best;
  }
  return sum / recallSteps;
}

/** AP over the overlap thresholds 0.50:0.95, a fraction; NaN where no truth counts. */
export function meanAveragePrecision(detections: RankedDetections, multiplicity?: ArrayLike<number>): number {
  const { averagePrecision } = precisionRecall(detections, multiplicity);
  if (averagePrecision[0] === -1) return Number.NaN;
  return averagePrecision.reduce((sum, value) => sum + value, 0) / averagePrecision.length;
}
