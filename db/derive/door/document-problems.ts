import { type ArtefactIndex, metricsOf, type OutputSizes, type Problem, rangeProblem } from "#contract";
import { dateProblems } from "./date-problems.ts";

/** Scores at other sizes are in their metrics' ranges as well. */
function sizesProblems({ sizes, task, measuredAt }: OutputSizes, now: Date): Problem[] {
  const scores = sizes.flatMap(({ metrics }, place) =>
    metricsOf(task).flatMap((metric): Problem[] => {
      const value = metrics[metric.id];
      const message = value === undefined ? undefined : rangeProblem(value, metric);
      return message === undefined ? [] : [{ path: `sizes.${place}.metrics.${metric.id}`, message }];
    }),
  );
  return [...scores, ...dateProblems("measuredAt", measuredAt, now)];
}

/** Shares of the features' variance are shares. */
function indexProblems({ featureVariance }: ArtefactIndex): Problem[] {
  const rounding = 1e-6;
  const sum = featureVariance.reduce((total, share) => total + share, 0);
  const isShare = featureVariance.every((share) => share >= -rounding) && sum <= 1 + rounding;
  if (isShare) return [];
  const message = `is ${featureVariance.join(", ")}; expected shares that add up to 1 at most`;
  return [{ path: "featureVariance", message }];
}

/** Why a document about a result is not taken, by itself; what it says of its result is compared with that. */
export function documentProblems(document: ArtefactIndex | OutputSizes, now: Date): Problem[] {
  return "images" in document ? indexProblems(document) : sizesProblems(document, now);
}
