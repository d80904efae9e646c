import { type ResultBundle, resultBundleSchema } from "./result-bundle.ts";
import { upgradeBundle } from "./upgrade-bundle.ts";

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
  const problems = parsed.error.issues.map((issue) => ({
    path: issue.path.map(String).join(".") || "(whole bundle)",
    message: issue.message,
  }));
  return { ok: false, problems };
}
