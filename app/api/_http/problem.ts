import type { Problem } from "#contract";

/** An error answer: one sentence, and every problem of the body where it has any. */
export function problem(
  status: number,
  error: string,
  options: { problems?: readonly Problem[]; headers?: Record<string, string> } = {},
): Response {
  const body = { error, ...(options.problems ? { problems: options.problems } : {}) };
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...options.headers } });
}
