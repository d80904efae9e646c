import type { ZodError, ZodType } from "zod";
import { textProblems } from "./text.ts";

/** What is wrong with an untrusted document. */
export interface Problem {
  /** Dotted path, for example "training.curve.3.trainLoss". */
  readonly path: string;
  readonly message: string;
}

export type Parsed<Document> =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * An untrusted value as what it should be, or every problem of it, not only the first. Whatever the schema, no string of
 * it has control characters or halves of surrogate pairs.
 *
 * @param noun what a problem of no single field is a problem of: "bundle"
 */
export function parseDocument<Document>(
  schema: ZodType<Document>,
  value: unknown,
  noun = "document",
): Parsed<Document> {
  const parsed = schema.safeParse(value);
  const named = parsed.success ? [] : problemsOf(parsed.error, noun);
  // A name's own rule says the same of it.
  const unreadable = textProblems(value)
    .map(({ path, message }) => ({ path: pathOf(path, noun), message }))
    .filter(({ path }) => !named.some((known) => known.path === path));
  if (parsed.success && unreadable.length === 0) return { ok: true, document: parsed.data };
  return { ok: false, problems: [...named, ...unreadable] };
}

const pathOf = (path: readonly PropertyKey[], noun: string): string =>
  path.map(String).join(".") || `(whole ${noun})`;

function problemsOf({ issues }: ZodError, noun: string): Problem[] {
  return issues.map(({ path, message }) => ({ path: pathOf(path, noun), message }));
}
