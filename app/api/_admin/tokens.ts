import type { OpenDatabase } from "#db/open/shared-database.ts";
import { tokenRequestSchema } from "#db/operate/administration.ts";
import { answered, askedFor, asMaintainer } from "./maintainer-door.ts";

/** Every token, the oldest first, without its secret: `{ tokens }`. */
export function tokenList(open: OpenDatabase, request: Request): Promise<Response> {
  return asMaintainer(open, request, async (administration) =>
    answered({ tokens: await administration.listTokens() }),
  );
}

/** Makes a token for a holder: 201 `{ token }`, the only time that it is shown. */
export function makeToken(open: OpenDatabase, request: Request): Promise<Response> {
  return asMaintainer(open, request, async (administration) => {
    const read = await askedFor(request, "request for a token", tokenRequestSchema);
    if (read instanceof Response) return read;
    return answered({ token: await administration.createToken(read.asked) }, 201);
  });
}

/** Refuses a token from the next request on: `{ revoked }`. */
export function dropToken(open: OpenDatabase, request: Request, id: string): Promise<Response> {
  return asMaintainer(open, request, async (administration) => {
    await administration.revokeToken(id);
    return answered({ revoked: id });
  });
}
