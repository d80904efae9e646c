import { board, listCohorts } from "#db/queries.ts";
import { nothingThere, openData, readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** One cohort's board, with rows and cells; 404 names the boards there are. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const found = await board(cohort);
  if (found) return openData(request, JSON.stringify(found));
  const known = (await listCohorts()).map(({ id }) => id).join(", ");
  return nothingThere(`no board "${cohort}"; boards: ${known}`);
}

export const OPTIONS = readPreflight;
