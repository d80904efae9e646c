import { sharedDatabase } from "#db/open/shared-database.ts";
import { acceptDecision } from "../../../_admin/decisions.ts";

export const dynamic = "force-dynamic";

/** Accepts, withdraws or reinstates what was uploaded, bans or unbans a holder. */
export function POST(request: Request): Promise<Response> {
  return acceptDecision(sharedDatabase(), request);
}
