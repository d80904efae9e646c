import type { LossStatistics } from "./loss.ts";
import { sigLossLambda } from "./scale-invariant-log.ts";

type OfKind<Kind extends LossStatistics["kind"]> = Extract<LossStatistics, { kind: Kind }>;

/**
 * The loss over all pixels of all batches: sums over counts, never a mean of means. NaN where nothing was counted.
 *
 * @throws Error where the batches come from different losses.
 */
export function pooledLoss(batches: readonly LossStatistics[]): number {
  const kind = batches[0]?.kind ?? "mean";
  const ofKind = <Kind extends LossStatistics["kind"]>(wanted: Kind): OfKind<Kind>[] => {
    const matching = batches.filter((batch): batch is OfKind<Kind> => batch.kind === wanted);
    if (matching.length !== batches.length)
      throw new Error(`losses other than ${wanted} cannot be pooled with it`);
    return matching;
  };
  switch (kind) {
    case "mean":
      return pooledMean(ofKind(kind));
    case "means": {
      const all = ofKind(kind);
      return all[0].terms.reduce(
        (total, _, term) => total + pooledMean(all.map(({ terms }) => terms[term])),
        0,
      );
    }
    case "log-error":
      return pooledLogError(ofKind(kind));
  }
}

function pooledMean(batches: readonly { readonly sum: number; readonly count: number }[]): number {
  let [sum, count] = [0, 0];
  for (const batch of batches) {
    sum += batch.sum;
    count += batch.count;
  }
  return sum / count;
}

/** Joins the moments of two samples at a time (Chan, Golub and LeVeque, 1979). */
function pooledLogError(batches: readonly OfKind<"log-error">[]): number {
  let [count, mean, squares] = [0, 0, 0];
  for (const batch of batches) {
    if (batch.count === 0) continue;
    const total = count + batch.count;
    const difference = batch.mean - mean;
    squares += batch.squares + (difference * difference * count * batch.count) / total;
    mean += (difference * batch.count) / total;
    count = total;
  }
  return Math.sqrt(squares / (count - 1) + sigLossLambda * mean * mean);
}
