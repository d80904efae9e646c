import { replicateDisagreement } from "../statistics/replicate-agreement.ts";
import type { Problem } from "./parse-document.ts";
import type { Measurement, ResultBundle } from "./result-bundle.ts";
import { type MetricFacts, metricsOf } from "./tasks.ts";

/** Where a score cannot be one of its metric; undefined: nowhere. */
export function rangeProblem(value: number, { least, most, label }: MetricFacts): string | undefined {
  // A mean of ones may come out a last bit above one.
  const rounding = 1e-9 * (most - least);
  const slack = Math.min(rounding, 1e-6);
  if (value >= least - slack && value <= most + slack) return undefined;
  return `is ${value}; expected ${least} to ${most}, as ${label} is`;
}

function replicateRange({ bootstrap: { replicates } }: Measurement, metric: MetricFacts): Problem[] {
  for (const [place, replicate] of replicates.entries()) {
    const message = replicate === null ? undefined : rangeProblem(replicate, metric);
    if (message !== undefined) {
      return [{ path: `metrics.${metric.id}.bootstrap.replicates.${place}`, message }];
    }
  }
  return [];
}

/** How far resamples of a composite score may lean to one side; of a published set, where all classes abound, not at all. */
function bias({ least, most }: MetricFacts, { distribution }: ResultBundle["dataset"]): number {
  return distribution === "official" ? 0 : (most - least) / Math.E;
}

function scoreProblems(bundle: ResultBundle, metric: MetricFacts, measurement: Measurement): Problem[] {
  const path = `metrics.${metric.id}`;
  const { value, bootstrap } = measurement;
  const outOfRange = rangeProblem(value, metric);
  if (outOfRange !== undefined) return [{ path: `${path}.value`, message: outOfRange }];
  const problems = replicateRange(measurement, metric);
  if (problems.length > 0) return problems;
  const disagreement = replicateDisagreement(value, bootstrap.replicates, {
    estimate: metric.estimate,
    bias: bias(metric, bundle.dataset),
  });
  return disagreement === null ? [] : [{ path: `${path}.value`, message: `is ${disagreement}` }];
}

/** All metrics of a result are of the same resamples. */
function pairingProblems({ metrics }: ResultBundle): Problem[] {
  const drawn = Object.entries(metrics).map(([id, { bootstrap }]) => ({ id, ...bootstrap }));
  const [first] = drawn;
  if (first === undefined) return [];
  return drawn.flatMap(({ id, indicesSha256, resampled }) => {
    const path = `metrics.${id}.bootstrap`;
    return [
      ...(indicesSha256 === first.indicesSha256
        ? []
        : [
            { path: `${path}.indicesSha256`, message: `differs from that of ${first.id}; expected one draw` },
          ]),
      ...(resampled === first.resampled
        ? []
        : [{ path: `${path}.resampled`, message: `differs from that of ${first.id}; expected one draw` }]),
    ];
  });
}

/** Where scores, or their replicates, cannot be what an evaluation gives. */
export function metricProblems(bundle: ResultBundle): Problem[] {
  const own: readonly MetricFacts[] = metricsOf(bundle.task);
  return [
    ...own.flatMap((metric) => {
      const measurement = bundle.metrics[metric.id];
      return measurement === undefined ? [] : scoreProblems(bundle, metric, measurement);
    }),
    ...pairingProblems(bundle),
  ];
}
