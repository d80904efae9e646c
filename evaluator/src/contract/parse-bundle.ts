import type { ZodError } from "zod";
import { type ResultBundle, resultBundleSchema } from "./result-bundle.ts";
import { upgradeBundle } from "./upgrade-bundle.ts";

/** What is wrong with an untrusted document. */
export interface BundleProblem {
  /** Dotted path, for example "training.curve.3.trainLoss". */
  readonly path: string;
  readonly message: string;
}

export type ParsedBundle =
  | { readonly ok: true; readonly bundle: ResultBundle }
  | { readonly ok: false; readonly problems: readonly BundleProblem[] };

/** Parses an untrusted bundle of any schema version so far; lists every problem, not only the first. */
export function parseBundle(value: unknown): ParsedBundle {
  const parsed = resultBundleSchema.safeParse(upgradeBundle(value));
  if (parsed.success) return { ok: true, bundle: parsed.data };
  return { ok: false, problems: problemsOf(parsed.error, "bundle") };
}

/** `whole`: what a problem of no single field is a problem of. */
export function problemsOf(error: ZodError, whole: string): BundleProblem[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join(".") || `(whole ${whole})`,
    message: issue.message,
  }));
}
