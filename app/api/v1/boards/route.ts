import { listCohorts } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every cohort: `{ boards: Cohort[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ boards: await listCohorts() }));
}

export const OPTIONS = readPreflight;
