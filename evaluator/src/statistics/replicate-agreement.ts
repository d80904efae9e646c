/** How a score follows from the test images: see the contract's metrics. */
type Estimate = "ratio" | "composite";

/**
 * Of a ratio of sums the whole set's value is the mean that resamples scatter about, however skewed the images are: the worst
 * constructions leave a quarter of them on one side (`replicate-agreement.test.ts`). A fiftieth is asked for.
 */
const leastShare = 0.02;
/** Of so few defined resamples chance may take one side. */
const fewestResamples = 500;
/** Of any other score: standard deviations of the resamples between their mean and the value. */
const mostDeviations = 6;

/**
 * Does a value agree with its own bootstrap replicates? A value that was changed by hand lies where no resample of the same
 * images would put it.
 *
 * @param replicates null where the metric is not defined
 * @param bias of composite scores: how far resamples may lean to one side, since a resample lacks a share 1/e of the images
 *   and a mean over classes then lacks what they alone show
 * @returns why they disagree; null: they don't, or too few replicates are defined to say
 */
export function replicateDisagreement(
  value: number,
  replicates: readonly (number | null)[],
  { estimate, bias }: { readonly estimate: Estimate; readonly bias: number },
): string | null {
  const defined = replicates.filter((replicate) => replicate !== null);
  if (defined.length < fewestResamples) return null;
  // Sums in another order.
  const rounding = 1e-9 * Math.max(1, Math.abs(value));
  if (estimate === "ratio") {
    const below = defined.filter((replicate) => replicate <= value + rounding).length;
    const above = defined.filter((replicate) => replicate >= value - rounding).length;
    const least = Math.ceil(leastShare * defined.length);
    if (Math.min(below, above) >= least) return null;
    return `${value}, with ${below} of ${defined.length} replicates at or below it and ${above} at or above; expected at least ${least} on either side`;
  }
  const mean = defined.reduce((sum, replicate) => sum + replicate, 0) / defined.length;
  const squares = defined.reduce((sum, replicate) => sum + (replicate - mean) ** 2, 0);
  const most = mostDeviations * Math.sqrt(squares / (defined.length - 1)) + bias + rounding;
  if (Math.abs(value - mean) <= most) return null;
  return `${value}, ${Math.abs(value - mean)} from the mean of its replicates, ${mean}; expected at most ${most}`;
}
