import type { LossStatistics } from "./loss.ts";
import { sigLossLambda } from "./scale-invariant-log.ts";

/**
 * The loss over all pixels of all batches: sums over counts, never a mean of means. NaN where nothing was counted.
 *
 * @throws Error where the batches come from different losses.
 */
export function pooledLoss(batches: readonly LossStatistics[]): number {
  let [kind, count, sum, mean, squares] = ["", 0, 0, 0, 0];
  for (const batch of batches) {
    if (kind !== "" && batch.kind !== kind)
      throw new Error(`losses ${kind} and ${batch.kind} cannot be pooled`);
    kind = batch.kind;
    if (batch.count === 0) continue;
    const total = count + batch.count;
    if (batch.kind === "mean") {
      sum += batch.sum;
    } else {
      // Chan, Golub and LeVeque (1979): joins the moments of two samples.
      const difference = batch.mean - mean;
      squares += batch.squares + (difference * difference * count * batch.count) / total;
      mean += (difference * batch.count) / total;
    }
    count = total;
  }
  return kind === "log-error" ? Math.sqrt(squares / (count - 1) + sigLossLambda * mean * mean) : sum / count;
}
