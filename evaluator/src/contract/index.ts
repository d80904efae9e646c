/** The one definition that the evaluator and the site share. Imports zod and the few statistics that its checks need; those have a path of their own. */

export * from "./artefacts.ts";
export * from "./attestation.ts";
export { bundleProblems, versionProblems } from "./bundle-problems.ts";
export { canonicalJson } from "./canonical-json.ts";
export { leavesFolder } from "./contained-path.ts";
export * from "./cost.ts";
export { type Difference, differencesIn, networkDifferences, timedFields } from "./decisive-fields.ts";
export { formatManifest, isFormatted } from "./format-manifest.ts";
export * from "./maintainer-key.ts";
export * from "./manifest.ts";
export * from "./official-data.ts";
export * from "./output-sizes.ts";
export { parseBundle } from "./parse-bundle.ts";
export { type Parsed, type Problem, parseDocument } from "./parse-document.ts";
export { perceptualRamp, vocPalette } from "./picture-colours.ts";
export * from "./result-bundle.ts";
export { rangeProblem } from "./score-problems.ts";
export * from "./speed.ts";
export * from "./tasks.ts";
export { labelProblem, nameProblem, nameSchema, readableLine, textProblem } from "./text.ts";
export * from "./training-protocol.ts";
export { webAddress } from "./web-address.ts";
