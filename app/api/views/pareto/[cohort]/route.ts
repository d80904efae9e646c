import { board } from "#db/read/queries.ts";
import { paretoPage } from "../../../../_pareto/shown.ts";
import { keptData } from "../../../_http/kept-answers.ts";

export const dynamic = "force-dynamic";

/** The frontier of a long board in a view, for the page's own chart; data for others is in /api/v1. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const find = async () => {
    const found = await board(cohort);
    return found && paretoPage(found, searchParams);
  };
  return keptData(request, find, `no board "${cohort}"`);
}
