import { defaultBaselineDim, hasBaselineDim, readoutId } from "./result-bundle.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Schema 1 had no width: the baselines ran at the one of the released code. */
function withBaselineDim(variant: Record<string, unknown>): Record<string, unknown> {
  const readout = readoutId.safeParse(variant.readout);
  const baselineDim = readout.success && hasBaselineDim(readout.data) ? defaultBaselineDim : null;
  return { ...variant, baselineDim };
}

/** Schema 1 knew the published data sets alone, whose classes are fixed. */
function toVersion2({ variant, dataset, ...bundle }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...bundle,
    schemaVersion: 2,
    variant: isRecord(variant) ? withBaselineDim(variant) : variant,
    dataset: isRecord(dataset) ? { ...dataset, classes: null } : dataset,
  };
}

/** An older bundle as the newest schema states it; anything else as it is, for the parser to judge. */
export function upgradeBundle(value: unknown): unknown {
  return isRecord(value) && value.schemaVersion === 1 ? toVersion2(value) : value;
}
