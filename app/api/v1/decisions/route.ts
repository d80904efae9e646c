import { decisionLog } from "#db/read/queries.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** What maintainers accepted, withdrew and reinstated, newest first, with their reasons: `{ decisions: DecisionEntry[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ decisions: await decisionLog() }));
}

export const OPTIONS = readPreflight;
