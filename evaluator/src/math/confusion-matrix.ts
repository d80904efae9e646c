/** What IoU needs of a confusion matrix: its diagonal, its column sums and its row sums, in pixels. `[classes]` each */
export interface ClassCounts {
  readonly intersection: Float64Array;
  readonly prediction: Float64Array;
  readonly label: Float64Array;
}

/**
 * Counts one image's pixels by class. Pixels labelled `ignoreLabel` are dropped, whatever is predicted there.
 * `labels`, `predictions`: `[H * W]`. Throws RangeError on another label or prediction outside the classes.
 * (mmsegmentation, `IoUMetric.intersect_and_union`.)
 */
export function countClasses(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classCount: number,
  ignoreLabel: number,
): ClassCounts {
  if (labels.length !== predictions.length) {
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels; expected as many`);
  }
  const counts = {
    intersection: new Float64Array(classCount),
    prediction: new Float64Array(classCount),
    label: new Float64Array(classCount),
  };
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel];
    if (label === ignoreLabel) continue;
    const prediction = predictions[pixel];
    if (!(label < classCount && prediction < classCount)) {
      throw new RangeError(
        `pixel ${pixel} has label ${label} and prediction ${prediction}; expected classes below ${classCount}`,
      );
    }
    counts.label[label]++;
    counts.prediction[prediction]++;
    if (label === prediction) counts.intersection[label]++;
  }
  return counts;
}

/** One row of sufficient statistics: intersections, then predictions, then labels. `[3 * classes]` */
export function classCountsRow(counts: ClassCounts): Float64Array {
  const classCount = counts.label.length;
  const row = new Float64Array(3 * classCount);
  row.set(counts.intersection, 0);
  row.set(counts.prediction, classCount);
  row.set(counts.label, 2 * classCount);
  return row;
}

/** Inverse of `classCountsRow`, for an image's row or for the sums of many. */
export function classCountsOfSums(sums: Float64Array): ClassCounts {
  const classCount = sums.length / 3;
  return {
    intersection: sums.subarray(0, classCount),
    prediction: sums.subarray(classCount, 2 * classCount),
    label: sums.subarray(2 * classCount),
  };
}

/** IoU = I / (P + L - I) of each class; NaN where a class is neither predicted nor labelled. `[classes]` */
export function classIou({ intersection, prediction, label }: ClassCounts): Float64Array {
  return intersection.map((both, c) => both / (prediction[c] + label[c] - both));
}

/** Mean IoU, a fraction, over the classes that are predicted or labelled somewhere; NaN where there are none. */
export function meanIou({ intersection, prediction, label }: ClassCounts): number {
  let sum = 0;
  let present = 0;
  for (let c = 0; c < label.length; c++) {
    const union = prediction[c] + label[c] - intersection[c];
    if (union === 0) continue;
    sum += intersection[c] / union;
    present++;
  }
  return sum / present;
}

/** Share of counted pixels whose class is right; NaN where no pixel counts. */
export function pixelAccuracy({ intersection, label }: ClassCounts): number {
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  return total(intersection) / total(label);
}
