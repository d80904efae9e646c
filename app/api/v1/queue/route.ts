import { queue } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** What was submitted and waits for a maintainer, the oldest first: `{ queue: Waiting[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ queue: await queue() }));
}

export const OPTIONS = readPreflight;
