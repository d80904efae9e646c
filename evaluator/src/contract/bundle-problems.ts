import { datasetProblems } from "./dataset-problems.ts";
import type { Problem } from "./parse-document.ts";
import type { ResultBundle } from "./result-bundle.ts";
import { metricProblems } from "./score-problems.ts";
import { trainingProblems } from "./training-problems.ts";
import { protocolVersions } from "./training-protocol.ts";

/**
 * What a bundle of the right shape says that no evaluation gives: another length of training than the protocol's, images that
 * the published set does not have, scores outside their metric's range or away from their own replicates. Needs nothing but the
 * bundle, so whoever has one can check it. Every problem, not only the first.
 */
export function bundleProblems(bundle: ResultBundle): Problem[] {
  const version = protocolVersions.find((known) => known === bundle.protocolVersion);
  if (version === undefined) {
    const message = `is ${bundle.protocolVersion}; expected ${protocolVersions.join(" or ")}`;
    return [{ path: "protocolVersion", message }, ...metricProblems(bundle)];
  }
  return [
    ...trainingProblems(bundle, version),
    ...datasetProblems(bundle, version),
    ...metricProblems(bundle),
  ];
}
