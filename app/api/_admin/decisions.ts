import type { OpenDatabase } from "#db/open/shared-database.ts";
import { decisionRequestSchema } from "#db/operate/administration.ts";
import { answered, askedFor, asMaintainer } from "./maintainer-door.ts";

/** Takes one decision of a maintainer: 201 `{ decisions, standing }`. */
export function acceptDecision(open: OpenDatabase, request: Request): Promise<Response> {
  return asMaintainer(open, request, async (administration) => {
    const read = await askedFor(request, "decision", decisionRequestSchema);
    return read instanceof Response ? read : answered(await administration.decide(read.asked), 201);
  });
}
