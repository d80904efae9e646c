import { datasetProblems } from "./dataset-problems.ts";
import type { Problem } from "./parse-document.ts";
import type { ResultBundle } from "./result-bundle.ts";
import { metricProblems } from "./score-problems.ts";
import { trainingProblems } from "./training-problems.ts";
import { protocolVersions } from "./training-protocol.ts";

/**
 * What a bundle of the right shape says that no evaluation gives: other weights than its manifest names, another length of
 * training than the protocol's, images that the published set does not have, scores outside their metric's range or away from
 * their own replicates. Needs nothing but the bundle, so whoever has one can check it. Every problem, not only the first.
 */
export function bundleProblems(bundle: ResultBundle): Problem[] {
  const version = protocolVersions.find((known) => known === bundle.protocolVersion);
  return [
    ...namedWeightsProblems(bundle),
    ...versionProblems(bundle),
    ...(version === undefined
      ? []
      : [...trainingProblems(bundle, version), ...datasetProblems(bundle, version)]),
    ...metricProblems(bundle),
  ];
}

/** Is a measurement of a protocol that there was? */
export function versionProblems({ protocolVersion }: Pick<ResultBundle, "protocolVersion">): Problem[] {
  if (protocolVersions.some((known) => known === protocolVersion)) return [];
  return [
    { path: "protocolVersion", message: `is ${protocolVersion}; expected ${protocolVersions.join(" or ")}` },
  ];
}

/** The run has to have used the weights that its own manifest names. */
function namedWeightsProblems({ manifest, backbone: { weightsSha256: used } }: ResultBundle): Problem[] {
  const named = manifest.weights?.sha256 ?? null;
  if (named === null || named === used) return [];
  const message = `${used} is not the hash in manifest.weights.sha256, ${named}`;
  return [{ path: "backbone.weightsSha256", message }];
}
