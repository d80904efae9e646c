import type { OpenDatabase } from "#db/open/shared-database.ts";
import type { TokenScope } from "#db/store/tokens.ts";
import { authenticate, countRequest, type TokenSender } from "#db/write/tokens.ts";
import { problem } from "./problem.ts";

/** Who comes in by a token, and how often. */
export interface Admission {
  readonly scope: TokenScope;
  /** What the token opens. */
  readonly realm: "results" | "maintainers";
  /** What is counted together. */
  readonly counted: string;
  readonly perMinute: number;
  /** What is counted, in the words of the refusal. */
  readonly requests: "uploads" | "requests";
}

/** Whose the caller's token with the scope is, within its rate; or the answer that refuses. */
export async function admit(
  { db }: OpenDatabase,
  request: Request,
  { scope, realm, counted, perMinute, requests }: Admission,
  now: Date,
): Promise<TokenSender | Response> {
  const who = await authenticate(db, request.headers.get("authorization"), scope);
  if (who.status === "unknown") {
    return problem(401, who.reason, { headers: { "www-authenticate": `Bearer realm="${realm}"` } });
  }
  if (who.status === "forbidden") return problem(403, who.reason);
  const waitSeconds = await countRequest(db, `${counted} ${who.tokenId}`, perMinute, now);
  if (waitSeconds === null) return who;
  return problem(429, `over ${perMinute} ${requests} a minute; try again in ${waitSeconds} s`, {
    headers: { "retry-after": String(waitSeconds) },
  });
}
