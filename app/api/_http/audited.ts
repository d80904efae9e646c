import type { OpenDatabase } from "#db/open/shared-database.ts";
import { noteRefusal } from "#db/write/refusal-log.ts";
import { parseToken } from "#db/write/upload-token.ts";
import { orAway } from "./or-away.ts";

/** Id of the token that a request shows, whose secret somebody else has checked. */
function tokenIdOf(request: Request): string | null {
  const [, text] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization")?.trim() ?? "") ?? [];
  return (text && parseToken(text)?.id) ?? null;
}

/** Without ids and names, which are the sender's: "/api/v1/pictures". */
const doorOf = (request: Request) =>
  `${request.method} ${new URL(request.url).pathname.split("/").slice(0, 4).join("/")}`;

async function reasonOf(response: Response): Promise<string> {
  const body: unknown = await response.clone().json();
  return typeof body === "object" && body && "error" in body ? String(body.error) : "";
}

/**
 * Answers of a door, 503 where the database does not answer it; what it refuses goes into the audit log: who, what, why, with
 * which status.
 */
export function audited(
  open: OpenDatabase,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> {
  return orAway(async () => noted(open, request, await answer()));
}

async function noted(open: OpenDatabase, request: Request, response: Response): Promise<Response> {
  const { status } = response;
  if (status < 400) return response;
  const reason = await reasonOf(response);
  const tokenId = status === 401 ? null : tokenIdOf(request);
  try {
    await noteRefusal(open, { tokenId, request: doorOf(request), status, reason });
  } catch (error) {
    // A log that can't be written is told on the server, and refuses no less.
    process.stderr.write(`audit log: ${String(error)}\n`);
  }
  return response;
}
