import { board } from "#db/read/queries.ts";
import { paretoPage } from "../../../../_pareto/shown.ts";
import { keptAnswer } from "../../../_http/kept-answers.ts";
import { jsonType, nothingThere, openText } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** The frontier of a long board in a view, for the page's own chart; data for others is in /api/v1. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const answer = await keptAnswer(request, async () => {
    const found = await board(cohort);
    return found && { text: JSON.stringify(paretoPage(found, searchParams)), type: jsonType };
  });
  return answer ? openText(request, answer) : nothingThere(`no board "${cohort}"`);
}
