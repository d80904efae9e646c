import { tokenRequestSchema } from "#db/operate/administration.ts";
import { answered, askedFor, asMaintainer } from "../../../_admin/maintainer-door.ts";

export const dynamic = "force-dynamic";

/** Every token, the oldest first, without its secret: `{ tokens }`. */
export function GET(request: Request): Promise<Response> {
  return asMaintainer(request, async (administration) =>
    answered({ tokens: await administration.listTokens() }),
  );
}

/** Makes a token for a holder: 201 `{ token }`, the only time that it is shown. */
export function POST(request: Request): Promise<Response> {
  return asMaintainer(request, async (administration) => {
    const read = await askedFor(request, "request for a token", tokenRequestSchema);
    if (read instanceof Response) return read;
    return answered({ token: await administration.createToken(read.asked) }, 201);
  });
}
