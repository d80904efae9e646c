/**
 * Adjusted Rand index of two labellings of the same pixels, `[n]` each: 1 for equal partitions, about 0 for
 * independent ones, negative for worse. From the contingency table's squares (Hubert and Arabie 1985, in the pair
 * counts of scikit-learn's `adjusted_rand_score`): with s = sum c^2, A and B the squared row and column sums,
 * tp = s - n, fp = B - s, fn = A - s, tn = n^2 - fp - fn - s. Partitions that are trivial alike, or no pixel: 1.
 */
export function adjustedRandIndex(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const n = truth.length;
  if (prediction.length !== n) {
    throw new RangeError(`${prediction.length} predicted labels for ${n} true ones; expected as many`);
  }
  const rows = numberLabels(truth);
  const columns = numberLabels(prediction);
  const cells = new Map<number, number>();
  const rowSums = new Float64Array(rows.count);
  const columnSums = new Float64Array(columns.count);
  for (let i = 0; i < n; i++) {
    const cell = rows.numbers[i] * columns.count + columns.numbers[i];
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
    rowSums[rows.numbers[i]]++;
    columnSums[columns.numbers[i]]++;
  }
  const together = sumOfSquares(cells.values());
  const truePositives = together - n;
  const falsePositives = sumOfSquares(columnSums) - together;
  const falseNegatives = sumOfSquares(rowSums) - together;
  const trueNegatives = n * n - falsePositives - falseNegatives - together;
  if (falsePositives === 0 && falseNegatives === 0) return 1;
  return (
    (2 * (truePositives * trueNegatives - falseNegatives * falsePositives)) /
    ((truePositives + falseNegatives) * (falseNegatives + trueNegatives) +
      (truePositives + falsePositives) * (falsePositives + trueNegatives))
  );
}

/** Pixels whose true label is not `background`: the part of an image that foreground ARI looks at. */
export function foregroundIndices(truth: ArrayLike<number>, background: number): Uint32Array {
  const indices: number[] = [];
  for (let i = 0; i < truth.length; i++) if (truth[i] !== background) indices.push(i);
  return Uint32Array.from(indices);
}

function numberLabels(labels: ArrayLike<number>): { numbers: Uint32Array; count: number } {
  const known = new Map<number, number>();
  const numbers = Uint32Array.from({ length: labels.length }, (_, i) => {
    const number = known.get(labels[i]) ?? known.size;
    known.set(labels[i], number);
    return number;
  });
  return { numbers, count: known.size };
}

function sumOfSquares(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
