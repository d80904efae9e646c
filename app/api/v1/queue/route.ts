import { queue } from "#db/read/queries.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** What was submitted and waits for a maintainer, the oldest first: `{ queue: Waiting[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ queue: await queue() }));
}

export const OPTIONS = readPreflight;
