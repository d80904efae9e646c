import { canonicalJson } from "./canonical-json.ts";
import type { Manifest } from "./manifest.ts";

/** What features depend on. Everything else of a manifest (label, notes, licence, addresses) may be corrected freely. */
const decisiveFields = [
  "family",
  "options",
  "inputSize",
  "featureGrid",
  "featureDim",
  "mean",
  "std",
] as const satisfies readonly (keyof Manifest)[];

/** Those of them that a speed measurement says. */
export const timedFields = [
  "inputSize",
  "featureDim",
  "featureGrid",
] as const satisfies readonly (typeof decisiveFields)[number][];

export interface Difference {
  readonly field: string;
  /** Canonical JSON, the start of it where it is long. */
  readonly found: string;
  readonly expected: string;
}

const shownCharacters = 200;
const shown = (text: string) => (text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);

/** The fields in which two descriptions of a backbone differ. */
export function differencesIn<Field extends string>(
  fields: readonly Field[],
  found: Readonly<Record<Field, unknown>>,
  expected: Readonly<Record<Field, unknown>>,
): Difference[] {
  return fields.flatMap((field) => {
    const [one, other] = [canonicalJson(found[field]), canonicalJson(expected[field])];
    return one === other ? [] : [{ field, found: shown(one), expected: shown(other) }];
  });
}

/** The fields in which two manifests are not of one network. */
export const networkDifferences = (found: Manifest, expected: Manifest): Difference[] =>
  differencesIn(decisiveFields, found, expected);
