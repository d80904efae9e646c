import { listCohorts } from "#db/read/queries.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every cohort: `{ boards: Cohort[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ boards: await listCohorts() }));
}

export const OPTIONS = readPreflight;
