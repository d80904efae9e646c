import { exactly, outsideRange, type Range } from "./outside-range.ts";
import type { Problem } from "./parse-document.ts";
import type { ResultBundle } from "./result-bundle.ts";
import {
  type ProtocolVersion,
  shortenedInterval,
  smokeBatchSize,
  trainingProtocolOf,
} from "./training-protocol.ts";

/** Of a training of the user's own length. */
const customLimits = { iterations: 1_000_000, batchSize: 4096 } as const;

const inWords = (interval: number | null) => interval?.toLocaleString("en") ?? "none";

/** Iterations and batch by the budget; bundles of protocol 1 had smoke runs of other batches. */
function lengthProblems({ task, training }: ResultBundle, version: ProtocolVersion): Problem[] {
  const full = trainingProtocolOf(task, version);
  const { budget, iterations, batchSize } = training;
  const upTo = (most: number): Range => ({ least: 1, most });
  const why = `as a ${budget} training of task ${task} has`;
  const allowed = {
    full: { iterations: exactly(full.iterations), batchSize: exactly(full.batchSize) },
    smoke: {
      iterations: upTo(full.iterations),
      batchSize: version === "1" ? upTo(full.batchSize) : exactly(smokeBatchSize),
    },
    custom: { iterations: upTo(customLimits.iterations), batchSize: upTo(customLimits.batchSize) },
  }[budget];
  return [
    ...outsideRange("training.iterations", iterations, allowed.iterations, why),
    ...outsideRange("training.batchSize", batchSize, allowed.batchSize, why),
  ];
}

function validationProblems({ task, training }: ResultBundle, version: ProtocolVersion): Problem[] {
  const { budget, iterations, validationInterval: interval, selection } = training;
  const { validationInterval: usual } = trainingProtocolOf(task, version);
  const expected = budget === "full" ? usual : shortenedInterval(task, iterations);
  // The rule for short trainings is of protocol 2.
  const isFree = version === "1" && budget !== "full" && usual !== null && interval !== null;
  const isRight = isFree ? interval >= 1 && interval <= Math.max(usual, iterations) : interval === expected;
  const chosen = usual === null ? "last" : "best-validation";
  return [
    ...(isRight
      ? []
      : [
          {
            path: "training.validationInterval",
            message: `is ${inWords(interval)}; expected ${inWords(expected)}, as a ${budget} training of task ${task} has`,
          },
        ]),
    ...(selection === chosen
      ? []
      : [{ path: "training.selection", message: `is ${selection}; expected ${chosen} for task ${task}` }]),
  ];
}

function rateProblems({ task, variant, training }: ResultBundle, version: ProtocolVersion): Problem[] {
  const { weightDecay } = trainingProtocolOf(task, version);
  const problems: Problem[] = [];
  if (training.weightDecay !== weightDecay) {
    const message = `is ${training.weightDecay}; expected ${weightDecay}, the protocol's`;
    problems.push({ path: "training.weightDecay", message });
  }
  if (training.learningRate !== variant.learningRate) {
    const message = `is ${training.learningRate}; variant.learningRate is ${variant.learningRate}`;
    problems.push({ path: "training.learningRate", message });
  }
  return problems;
}

/** A curve runs forward, within the training. */
function curveProblems({ training: { curve, iterations } }: ResultBundle): Problem[] {
  let before = -1;
  for (const [place, { iteration }] of curve.entries()) {
    if (iteration <= before || iteration > iterations) {
      const message = `is ${iteration}; expected more than in the point before, and at most ${iterations}`;
      return [{ path: `training.curve.${place}.iteration`, message }];
    }
    before = iteration;
  }
  return [];
}

/** Where a training differs from what the protocol's version says for its task and budget. */
export function trainingProblems(bundle: ResultBundle, version: ProtocolVersion): Problem[] {
  return [
    ...lengthProblems(bundle, version),
    ...validationProblems(bundle, version),
    ...rateProblems(bundle, version),
    ...curveProblems(bundle),
  ];
}
