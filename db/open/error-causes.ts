/** An error and what caused it, the outermost first. */
export function* causesOf(error: unknown): Generator<Error> {
  for (let one: unknown = error; one instanceof Error; one = one.cause) yield one;
}

/** An error's code: of node's sockets and files, or of PostgreSQL (its manual, appendix A); null: it has none. */
export const codeOf = (error: Error): string | null =>
  "code" in error && typeof error.code === "string" ? error.code : null;
