import { isAway, likelyBackSeconds } from "#db/open/unusable-database.ts";
import { problem } from "./problem.ts";

/** What is said where the database does not answer. A document has one name, so the same sent again is stored once. */
export const awayProblem = (): Response =>
  problem(503, `the site's storage does not answer; send the same again in ${likelyBackSeconds} s`, {
    headers: { "retry-after": String(likelyBackSeconds) },
  });

/** What a handler answers, or 503 where the database did not answer it: whether an upload was stored then may be open. */
export async function orAway(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!isAway(error)) throw error;
    process.stderr.write(
      `answered 503: ${String(error instanceof Error ? (error.cause ?? error) : error)}\n`,
    );
    return awayProblem();
  }
}
