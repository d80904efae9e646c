import { type Parsed, parseDocument } from "./parse-document.ts";
import { type ResultBundle, resultBundleSchema } from "./result-bundle.ts";
import { upgradeBundle } from "./upgrade-bundle.ts";

/** Parses an untrusted bundle of any schema version so far. */
export function parseBundle(value: unknown): Parsed<ResultBundle> {
  return parseDocument(resultBundleSchema, upgradeBundle(value), "bundle");
}
