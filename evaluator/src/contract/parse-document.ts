import type { ZodError, ZodType } from "zod";

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
 * An untrusted value as what it should be, or every problem of it, not only the first.
 *
 * @param noun what a problem of no single field is a problem of: "bundle"
 */
export function parseDocument<Document>(
  schema: ZodType<Document>,
  value: unknown,
  noun = "document",
): Parsed<Document> {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { ok: true, document: parsed.data }
    : { ok: false, problems: problemsOf(parsed.error, noun) };
}

function problemsOf({ issues }: ZodError, noun: string): Problem[] {
  return issues.map(({ path, message }) => ({
    path: path.map(String).join(".") || `(whole ${noun})`,
    message,
  }));
}
