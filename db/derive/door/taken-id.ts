import type { Role, Standing } from "../standing.ts";

/** A result or a speed of a backbone. */
export interface SentUnderId {
  /** null: it came with the site. */
  readonly holder: string | null;
  readonly role: Role;
}

/**
 * Whose an id is that the repository does not have: the first submitter's, or the first maintainer's where there is none. What
 * is withdrawn holds nothing, so an id is free again once all that was sent under it is.
 *
 * @param live what is not withdrawn, oldest first. Of submitters there is one at most, since the door refuses a second; a
 *   maintainer may send beside him, before or after.
 * @returns null: it is free
 */
export function idHolder(live: readonly SentUnderId[]): string | null {
  const first = live.find(({ role }) => role === "submitter") ?? live.find(({ holder }) => holder !== null);
  return first?.holder ?? null;
}

/**
 * Which of a backbone's results describes it: wordings may be corrected, so the newest that counts; of what waits the first,
 * and where all are withdrawn the last of them, for states of old.
 *
 * @param results oldest first
 */
export function describingResult<Result extends { readonly standing: Standing }>(
  results: readonly Result[],
): Result | undefined {
  return (
    results.findLast(({ standing }) => standing === "accepted") ??
    results.find(({ standing }) => standing === "waiting") ??
    results.at(-1)
  );
}
