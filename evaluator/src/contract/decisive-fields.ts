import type { Manifest } from "./manifest.ts";

/** What features depend on. Everything else of a manifest (label, notes, licence, addresses) may be corrected freely. */
export const decisiveFields = [
  "family",
  "options",
  "inputSize",
  "featureGrid",
  "featureDim",
  "mean",
  "std",
] as const satisfies readonly (keyof Manifest)[];
