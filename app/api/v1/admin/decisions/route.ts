import { decisionRequestSchema } from "#db/operate/administration.ts";
import { answered, askedFor, asMaintainer, forgetPages } from "../../../_admin/maintainer-door.ts";

export const dynamic = "force-dynamic";

/** Accepts, withdraws or reinstates what was uploaded, bans or unbans a holder: 201 `{ decisions, standing }`. */
export function POST(request: Request): Promise<Response> {
  return asMaintainer(request, async (administration) => {
    const read = await askedFor(request, "decision", decisionRequestSchema);
    if (read instanceof Response) return read;
    const decided = await administration.decide(read.asked);
    forgetPages();
    return answered(decided, 201);
  });
}
