import { listSnapshots } from "#db/read/queries.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every snapshot, newest first: `{ snapshots: SnapshotFacts[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ snapshots: await listSnapshots() }));
}

export const OPTIONS = readPreflight;
