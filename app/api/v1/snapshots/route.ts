import { listSnapshots } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every snapshot, newest first: `{ snapshots: SnapshotFacts[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ snapshots: await listSnapshots() }));
}

export const OPTIONS = readPreflight;
