import { decisionLog } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** What maintainers accepted, withdrew and reinstated, newest first, with their reasons: `{ decisions: DecisionEntry[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ decisions: await decisionLog() }));
}

export const OPTIONS = readPreflight;
