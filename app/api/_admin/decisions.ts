import type { OpenDatabase } from "#db/open/shared-database.ts";
import { decisionRequestSchema } from "#db/operate/administration.ts";
import { answered, askedFor, asMaintainer } from "./maintainer-door.ts";

/**
 * Takes one decision of a maintainer: 201 `{ decisions, standing }`.
 *
 * @param onDecided called after something was decided
 */
export function acceptDecision(
  open: OpenDatabase,
  request: Request,
  onDecided: () => void,
): Promise<Response> {
  return asMaintainer(open, request, async (administration) => {
    const read = await askedFor(request, "decision", decisionRequestSchema);
    if (read instanceof Response) return read;
    const decided = await administration.decide(read.asked);
    onDecided();
    return answered(decided, 201);
  });
}
